import { connectionOf } from '../../config/connection.ts'
import { optionSets, pick } from '../../config/options.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import { printable } from '../../report/printable.ts'
import { changesListed, type RunChange, runListed } from '../../report/runs-json.ts'
import type { RunSummary } from '../../runs/run-state.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { findRun, runNamed } from '../change/find-run.ts'
import { storeOf } from '../files/store-of.ts'
import { openWithOf } from '../keyring/keyring-safe.ts'
import { runsTable } from '../terminal/runs-table.ts'

/** `keelson runs`. */
export const runs: Command = {
  name: 'runs',
  describe:
    'List what sync, apply, reset and undo did, the newest first; with a run, each of its changes and what became of it.',
  options: [...pick('store', 'identity-file', 'passphrase-file'), ...optionSets.connection, ...optionSets.output],
  words: 'RUN',
  connects: true,
  examples: [
    ['keelson runs', 'the runs that the store knows'],
    ['keelson runs 4f1c2a', 'one of them, by its id or a part of it'],
    ['keelson runs --output json', 'as JSON'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const store = await storeOf(context)
  const { runs: found, damaged: warnings } = await context.world.workflows.surveyRuns(store)
  const damaged = located(warnings)
  await context.print.note(diagnosticsText(damaged, context.print.colour.stderr))
  const word = runNamed(context.words)
  if (word !== undefined) return showOne(context, findRun(found, word), damaged)
  await context.print.result(found.length === 0 ? `No runs in ${store.name}.\n` : await runsTable(found))
  return { exit: 'done', diagnostics: damaged, parts: { runs: found.map(runListed) } }
}

async function showOne(context: Context, summary: RunSummary, damaged: readonly Located[]): Promise<Result> {
  const { world, settings, emit, interrupt, print } = context
  await print.result(await runsTable([summary]))
  const stored = await world.workflows.readRun(await storeOf(context), summary.trace, await openWithOf(context))
  const asked = world.workflows.showRun(connectionOf(settings), stored, emit, interrupt.signal)
  const { changes, unasked } = await interrupt.guard(asked)
  context.quiet()
  await print.result(`\n${changes.map((change) => lineOf(change, unasked !== undefined)).join('')}${totals(changes)}`)
  if (unasked !== undefined) await print.note(`The gateway could not be asked: ${printable(unasked)}\n`)
  if (summary.state === 'killed') await print.note(`keelson undo ${summary.trace.head.id} puts back what it changed.\n`)
  return { exit: 'done', diagnostics: damaged, parts: { runs: [runListed(summary)], changes: changesListed(changes) } }
}

function lineOf({ workspace, change, state, found, reason }: RunChange, isUnasked: boolean): string {
  const where = workspace === undefined ? '' : ` in workspace ${workspace}`
  const what = state === 'pending' ? (found ?? 'unknown') : state
  const cut = `(it was cut off; ${isUnasked ? 'not ' : ''}looked up)`
  const why = state === 'pending' ? ` ${cut}` : reason === undefined ? '' : `: ${reason}`
  return `${printable(`${what.padEnd(12)} ${change}${where}${why}`)}\n`
}

function totals(changes: readonly RunChange[]): string {
  const counts = new Map<string, number>()
  for (const { state, found } of changes) {
    const what = state === 'pending' ? (found ?? 'unknown') : state
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return `\n${[...counts].map(([what, count]) => `${count} ${what}`).join(', ')}\n`
}
