import { connectionOf } from '../config/connection.ts'
import { undoLimitsOf } from '../config/planning.ts'
import { problem, Refusal } from '../model/diagnostic.ts'
import type { Target } from '../model/provider.ts'
import type { Store } from '../model/store.ts'
import { undoersOf } from '../runs/later-images.ts'
import { lastToUndo, type RunSummary } from '../runs/run-state.ts'
import type { PreparedUndo, Undoable } from '../workflow/prepare-undo.ts'
import { policyOf } from './agree.ts'
import { carryOut } from './carry-out.ts'
import { carryOutAll } from './carry-out-all.ts'
import type { Context, Result } from './command.ts'
import { findRun } from './find-run.ts'
import { openWithOf } from './keyring-safe.ts'
import { storeOf } from './store-of.ts'
import { undoQuestion, undoQuestionAll } from './undo-question.ts'

/**
 * Undoes a run: the one that is named, or the last one on the target.
 * @param context the command's context
 * @returns the result; its exit tells whether all was put back
 */
export async function undoRun(context: Context): Promise<Result> {
  const prepared = await prepareUndo(context, (store, target) => chosen(context, store, target))
  const { run } = prepared
  await context.print.note(`Undo of run ${run.id}: keelson ${run.command}, ${run.started}\n`)
  const policy = policyOf(context, { reset: true, files: [] })
  const told = { digest: async () => ({}), again: {}, look: {} }
  const errand = { command: 'undo', policy, undoes: run.id, ...told }
  try {
    if ('one' in prepared) return await carryOut(context, prepared.one, { ...errand, question: undoQuestion(run.id) })
    return await carryOutAll(context, prepared.all, { ...errand, question: undoQuestionAll(run.id) })
  } finally {
    await ('one' in prepared ? prepared.one : prepared.all).close()
  }
}

/**
 * Plans to undo a run.
 * @param context the command's context
 * @param choose which one, once the target is known
 * @returns the plans; the caller closes them
 */
export async function prepareUndo(
  context: Context,
  choose: (store: Store, target: Target) => Promise<RunSummary>,
): Promise<PreparedUndo> {
  const { settings, world, emit, interrupt } = context
  const store = await storeOf(context)
  const options = {
    choose: async (target: Target) => opened(context, store, await choose(store, target)),
    now: Date.now(),
    limits: undoLimitsOf(settings),
  }
  const made = world.workflows.prepareUndo(connectionOf(settings), options, emit, interrupt.signal)
  const prepared = await interrupt.guard(made)
  context.quiet()
  return prepared
}

async function chosen(
  { words: [word], world }: Context,
  store: Store,
  { identity, address }: Target,
): Promise<RunSummary> {
  const runs = await world.workflows.listRuns(store)
  const found = word === undefined ? lastToUndo(runs, identity) : findRun(runs, word)
  if (found !== undefined) return found
  const message = `${store.name} knows no run that changed the gateway at ${address} and is not undone`
  throw new Refusal('invalid', [
    problem('no-run', message, { hint: 'keelson runs lists all; --store names another store' }),
  ])
}

/** Reads a run, and those that undid it. */
async function opened(context: Context, store: Store, { trace }: RunSummary): Promise<Undoable> {
  const { readRun, listRuns } = context.world.workflows
  const openWith = await openWithOf(context)
  const traces = (await listRuns(store)).map((each) => each.trace)
  const undoers = undoersOf(trace.head.id, traces)
  const [run, ...rest] = await Promise.all([trace, ...undoers].map((each) => readRun(store, each, openWith)))
  if (run === undefined) throw new Error('a run that was read is there')
  return { run, undoers: rest }
}
