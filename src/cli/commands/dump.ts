import { connectionOf } from '../../config/connection.ts'
import type { Option } from '../../config/option.ts'
import { optionSets, pick } from '../../config/options.ts'
import { selectionOf } from '../../config/planning.ts'
import type { Settings } from '../../config/settings.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import { countsText } from '../../report/counts-text.ts'
import type { DumpOptions } from '../../workflow/dump/dump.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { dumpAllWorkspaces } from '../dump/dump-all.ts'
import { noteRefused } from '../dump/note-refused.ts'
import { checkFile, writeFile } from '../files/write-file.ts'
import { requireOneWorkspace } from '../plan/all-workspaces.ts'

// decK's dump writes over a file with --yes.
const force = pick('force').map((option): Option => ({ ...option, aliases: ['yes'] }))

/** `keelson dump`. */
export const dump: Command = {
  name: 'dump',
  describe: 'Write what the gateway holds as a state file, to stdout or to a file.',
  options: [
    ...pick('output-file'),
    ...force,
    ...pick('format', 'with-id', 'skip-defaults', 'with-ttl', 'skip-unreadable', 'all-workspaces'),
    ...optionSets.selection,
    ...optionSets.connection,
    ...optionSets.output,
  ],
  connects: true,
  examples: [
    ['keelson dump -o kong.yaml', 'all, to a file that only you can read'],
    ['keelson dump -o - | less', 'to stdout, secrets too'],
    ['keelson dump --select-tag team-a --skip-defaults -o team-a.yaml', 'what carries a tag, without defaults'],
    ['keelson dump --all-workspaces -o backup/', 'a file for each workspace, and a manifest'],
    ['keelson dump --exclude consumers -o kong.yaml', 'all but consumers and what belongs to them'],
    ['keelson dump --exclude consumers --include consumers:app-* -o kong.yaml', '… but with some of them'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const { settings, world, emit, interrupt } = context
  requireOneWorkspace(settings)
  if (settings.flag('all-workspaces')) {
    const ended = await dumpAllWorkspaces(context, optionsOf(settings))
    if (ended) return ended
  }
  const file = settings.text('output-file')
  if (file !== undefined && file !== '-') await checkFile(file, settings.flag('force'))
  const options = optionsOf(settings)
  const dumped = await interrupt.guard(world.workflows.dump(connectionOf(settings), options, emit, interrupt.signal))
  context.quiet()
  if (file === undefined && dumped.secrets) refuseToShow(context)
  if (dumped.hidden) await context.print.note(HIDDEN)
  await noteRefused(context, dumped)
  const about = { counts: dumped.counts, secrets: dumped.secrets, format: options.format }
  if (file === undefined || file === '-') {
    for (const piece of dumped.pieces()) await context.print.result(piece.toString())
    const parts = context.print.json ? { parts: { dump: { ...about, text: dumped.text } } } : {}
    return { exit: 'done', target: dumped.target, ...parts }
  }
  await writeFile(file, dumped.pieces())
  await context.print.note(`${countsText(dumped.counts)} written to ${file}\n`)
  return { exit: 'done', target: dumped.target, parts: { dump: { ...about, file } } }
}

const HIDDEN = 'The comment, config and meta of the workspace are left out: this token may not read them.\n'

function optionsOf(settings: Settings): DumpOptions {
  return {
    selection: selectionOf(settings),
    format: settings.text('format') === 'json' ? 'json' : 'yaml',
    withId: settings.flag('with-id'),
    skipDefaults: settings.flag('skip-defaults'),
    withTtl: settings.flag('with-ttl'),
    ...(settings.flag('skip-unreadable') && { skipUnreadable: true }),
  }
}

// A log or a screen keeps what it shows.
function refuseToShow({ world }: Context): void {
  const ci = !['', 'false', '0'].includes(world.env.CI ?? '')
  if (!world.stdout.terminal && !ci) return
  const where = world.stdout.terminal ? 'a terminal' : 'a CI log'
  throw new Refusal('refused', [
    problem('secrets-on-stdout', `the dump holds secrets, and stdout is ${where}`, {
      hint: 'write a file with -o PATH, or say -o - to print it all the same',
    }),
  ])
}
