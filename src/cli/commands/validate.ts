import { connectionOf } from '../../config/connection.ts'
import { optionSets, pick } from '../../config/options.ts'
import { countsText } from '../../report/counts-text.ts'
import { counted, diagnosticsText, located } from '../../report/diagnostics-text.ts'
import { ink } from '../../report/ink.ts'
import type { ValidateOptions } from '../../workflow/desired/validate.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { stateFiles } from '../files/state-files.ts'
import { requireOneWorkspace } from '../plan/all-workspaces.ts'

/** `keelson validate`. */
export const validate: Command = {
  name: 'validate',
  describe: 'Check state files and report all problems at once, each with its place.',
  options: [
    ...optionSets.files,
    ...pick('online', 'gateway-version', 'require-env', 'force-workspace', 'all-workspaces'),
    ...optionSets.connection,
    ...optionSets.output,
  ],
  words: 'files',
  connects: false,
  examples: [
    ['keelson validate kong.yaml', 'one file, without a gateway'],
    ['keelson validate kong/ --online --target prod', 'a folder, and let the gateway check it too'],
    ['keelson validate - --gateway-version 3.9 < kong.yaml', 'stdin, for a certain version'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const { settings, world, print, emit, interrupt } = context
  requireOneWorkspace(settings)
  const io = { env: world.env, stdin: world.stdin.read }
  const checked = await interrupt.guard(world.workflows.validate(optionsOf(context), io, emit))
  context.quiet()
  const diagnostics = located(checked.diagnostics, checked.locate)
  const failed = diagnostics.some((each) => each.level === 'error')
  await print.result(diagnosticsText(diagnostics, print.colour.stdout))
  const several = checked.workspaces?.length ?? 0
  const where = several > 1 ? ` in ${several} workspaces` : ''
  const verdict = failed
    ? ''
    : `${ink(print.colour.stdout).good('Valid.')} ${countsText(checked.counts)}${where}, ${counted(diagnostics)}.\n`
  await print.result(verdict)
  if (several > 1 && !settings.flag('all-workspaces'))
    await print.note(`The files are for ${several} workspaces; diff and sync take them with --all-workspaces.\n`)
  const { workspaces } = checked
  const parts = { counts: checked.counts, ...(workspaces && { validated: workspaces }) }
  return { exit: failed ? 'invalid' : 'done', diagnostics, parts }
}

function optionsOf(context: Context): ValidateOptions {
  const { settings } = context
  const version = settings.text('gateway-version')
  if (version !== undefined && !/^v?\d+\.\d+/.test(version)) {
    const from = settings.origin('gateway-version') ?? 'gateway-version'
    throw usage(`${from} is ${JSON.stringify(version)}, it takes a version such as 3.9`)
  }
  const workspace = settings.text('workspace')
  return {
    files: stateFiles(context),
    ...(settings.flag('online') && { online: connectionOf(settings) }),
    ...(version !== undefined && { gatewayVersion: version }),
    ...(workspace !== undefined && { workspace }),
    forceWorkspace: settings.flag('force-workspace'),
    allWorkspaces: settings.flag('all-workspaces'),
    requireEnv: settings.flag('require-env'),
  }
}
