import { optionSets, pick } from '../../config/options.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Store } from '../../model/store.ts'
import { runListed } from '../../report/runs-json.ts'
import { type Expendable, expendable, type Quota, whyKept } from '../../runs/expendable.ts'
import type { RunSummary } from '../../runs/run-state.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { findRun } from '../change/find-run.ts'
import { storeOf } from '../files/store-of.ts'
import { confirm } from '../terminal/confirm.ts'
import { runsTable } from '../terminal/runs-table.ts'

/** `keelson runs prune`. */
export const runsPrune: Command = {
  name: 'runs prune',
  describe:
    'Remove old runs from the store, with backup, record and journal, after listing them; they cannot be undone then. No gateway is asked.',
  options: [...pick('keep', 'older-than', 'yes', 'store', 'keep-runs', 'target'), ...optionSets.output],
  words: 'RUN',
  connects: false,
  examples: [
    ['keelson runs prune --keep 20', 'all but the last 20 of each target, after a question'],
    ['keelson runs prune --older-than 90 --keep 20 --yes', '… and only those that ended 90 days ago or earlier'],
    ['keelson runs prune 4f1c2a', 'one of `keelson runs`, also if it was cut off and nobody undid it'],
  ],
  run,
}

const DAY_MS = 86_400_000

/** What is to be removed. */
interface Doomed extends Expendable {
  leftovers: string[]
}

async function run(context: Context): Promise<Result> {
  const { print, settings } = context
  const store = await storeOf(context)
  const choose = chooserOf(context)
  const found = await look(context, store, choose)
  await tell(context, found)
  if (found.runs.length + found.leftovers.length === 0) {
    await print.result(`Nothing to remove from ${store.name}.\n`)
    return { exit: 'done', parts: partsOf(found) }
  }
  const policy = { yes: settings.flag('yes'), always: true, stdinTaken: false }
  const question = `Remove ${whatText(found)} from ${store.name}? What they changed cannot be undone after that.`
  await confirm(context, policy, question)
  const removed = await remove(store, found, await look(context, store, choose))
  await print.result(`Removed ${whatText(removed)} from ${store.name}.\n`)
  return { exit: 'done', parts: partsOf(removed) }
}

type Choose = (all: readonly RunSummary[]) => Expendable

async function look({ world }: Context, store: Store, choose: Choose): Promise<Doomed> {
  const { findLeftovers } = await import('../../workflow/runs/prune-runs.ts')
  return { ...choose(await world.workflows.listRuns(store)), leftovers: await findLeftovers(store) }
}

/** A question may stand for long: what is needed by now stays, and nothing goes that was not shown. */
async function remove(store: Store, shown: Doomed, now: Doomed): Promise<Doomed> {
  const { removeRuns } = await import('../../workflow/runs/prune-runs.ts')
  const still = new Set(now.runs.map(idOf))
  const runs = shown.runs.filter((each) => still.has(idOf(each)))
  const leftovers = shown.leftovers.filter((id) => now.leftovers.includes(id))
  await removeRuns(store, [...runs.map(idOf), ...leftovers])
  return { runs, leftovers, spared: now.spared }
}

const idOf = ({ trace }: RunSummary): string => trace.head.id

function chooserOf(context: Context): Choose {
  const { words } = context
  const quota = quotaOf(context)
  return (all) => (words.length > 0 ? named(all, words) : expendable(all, quota))
}

function quotaOf({ settings, words }: Context): Quota {
  const [keep, days] = [settings.number('keep'), settings.number('older-than')]
  const isSaid = keep !== undefined || days !== undefined
  if (words.length > 0 && isSaid) throw usage('name runs, or say --keep or --older-than')
  const most = keep ?? (days === undefined ? settings.number('keep-runs') : undefined)
  if (words.length === 0 && most === undefined && days === undefined)
    throw usage('it was not said which runs are to go', '--keep N, --older-than DAYS, or the ids of runs')
  return {
    ...(most !== undefined && { keep: most }),
    ...(days !== undefined && { before: Date.now() - days * DAY_MS }),
  }
}

/** Naming a run is enough for one that ended half-way. */
function named(all: readonly RunSummary[], words: readonly string[]): Expendable {
  const runs = [...new Set(words.map((word) => findRun(all, word)))]
  const wrong = runs.flatMap((each) => {
    const reason = whyKept(each, all, runs)
    return reason === undefined ? [] : [problem('run-kept', `run ${each.trace.head.id} stays: ${reason}`)]
  })
  if (wrong.length > 0) throw new Refusal('refused', wrong)
  return { runs: all.filter((each) => runs.includes(each)), spared: [] }
}

async function tell({ print }: Context, { runs, spared }: Expendable): Promise<void> {
  if (runs.length > 0) await print.result(`${await runsTable(runs)}\n`)
  for (const { run: each, reason } of spared) await print.note(`Run ${each.trace.head.id} stays: ${reason}.\n`)
}

const counted = (count: number, what: string): string[] =>
  count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`]

/** `2 runs and 1 leftover folder`. */
function whatText({ runs, leftovers }: Doomed): string {
  const parts = [...counted(runs.length, 'run'), ...counted(leftovers.length, 'leftover folder')]
  return parts.length === 0 ? 'nothing' : parts.join(' and ')
}

function partsOf({ runs, spared, leftovers }: Doomed) {
  return {
    removed: runs.map(runListed),
    spared: spared.map(({ run: { trace }, reason }) => ({ id: trace.head.id, reason })),
    leftovers: [...leftovers],
  }
}
