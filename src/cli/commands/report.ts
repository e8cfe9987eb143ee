import { optionSets, pick } from '../../config/options.ts'
import { plannedMode, planOptionsOf } from '../../config/planning.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { stateFiles } from '../files/state-files.ts'
import { targetConnection } from '../files/target-connection.ts'
import { noteLeftAlone } from '../plan/all-plans.ts'
import { requireOneWorkspace } from '../plan/all-workspaces.ts'
import { inspectionDocument, inspectionJson, inspectionText } from '../plan/inspection-document.ts'
import { stageOf } from '../plan/open-stage.ts'
import { scopeOf } from '../plan/plan-scope.ts'

/** `keelson report`. */
export const report: Command = {
  name: 'report',
  describe:
    'List all that would fail or break if state files were applied to a gateway, each with what can be done. Nothing is written.',
  options: [
    ...optionSets.files,
    ...pick('for', 'full', 'include-rehearsal', 'kind', 'name', 'all-workspaces', 'prune-workspaces'),
    ...optionSets.planning,
    ...optionSets.selection,
    ...pick('store'),
    ...optionSets.connection,
    ...optionSets.inspection,
  ],
  words: 'files',
  connects: true,
  examples: [
    ['keelson report kong.yaml', 'a table on the terminal'],
    ['keelson report kong/ --full --out-file report.csv', 'with every change, for a spreadsheet'],
    ['keelson report kong/ --include-rehearsal --output markdown', 'with what a rehearsal finds, for a pull request'],
    ['keelson report --all-workspaces backup/ --prune-workspaces', 'also what speaks against those without a file'],
    ['keelson report kong/ --kind plugins --name "rate-*"', 'only some of it'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const { settings, world, print, emit, interrupt } = context
  requireOneWorkspace(settings)
  const full = settings.flag('full')
  const io = { env: world.env, stdin: world.stdin.read }
  const made = world.workflows.inspect(await targetConnection(context), optionsOf(context), io, emit, interrupt.signal)
  const inspection = await interrupt.guard(made)
  context.quiet()
  await noteLeftAlone(context, inspection)
  await print.result(await inspectionText(inspection, full, world.stdout.columns))
  const rows = inspection.parts.flatMap(({ inconsistencies, unlisted }) => [...inconsistencies, ...unlisted])
  return {
    exit: rows.some(({ level }) => level === 'error') ? 'failed' : 'done',
    target: inspection.target,
    ...(print.json && { parts: inspectionJson(inspection, full) }),
    document: (form, limit) => inspectionDocument(inspection, full, form, limit),
  }
}

function optionsOf(context: Context) {
  const { settings, world } = context
  const plan = planOptionsOf(settings, plannedMode(settings))
  const { show, forceWorkspace, allWorkspaces, pruneWorkspaces } = scopeOf(settings, plan)
  return {
    files: stateFiles(context),
    plan,
    show,
    forceWorkspace,
    allWorkspaces,
    prune: allWorkspaces && pruneWorkspaces,
    filter: { kinds: settings.list('kind'), names: settings.list('name') },
    now: Date.now(),
    ...(settings.flag('include-rehearsal') && { open: stageOf(world.workflows.startSandbox) }),
  }
}
