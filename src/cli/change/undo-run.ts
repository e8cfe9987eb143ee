import { undoLimitsOf } from '../../config/planning.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Target } from '../../model/provider.ts'
import type { Store } from '../../model/store.ts'
import { diagnosticsText, located } from '../../report/diagnostics-text.ts'
import { undoersOf } from '../../runs/later-images.ts'
import type { RunTrace } from '../../runs/stored-run.ts'
import type { Prepared } from '../../workflow/plan/prepare-plan.ts'
import type { PreparedUndo, Undoable } from '../../workflow/undo/prepare-undo.ts'
import type { Context, Result } from '../arguments/command.ts'
import { storeOf } from '../files/store-of.ts'
import { targetConnection } from '../files/target-connection.ts'
import { openWithOf } from '../keyring/keyring-safe.ts'
import { planResult } from '../plan/plan-run.ts'
import type { ConfirmPolicy } from '../terminal/confirm.ts'
import { policyOf } from './agree.ts'
import { carryOut } from './carry-out.ts'
import { carryOutAll } from './carry-out-all.ts'
import { findRun, runNamed } from './find-run.ts'
import { undoQuestion, undoQuestionAll } from './undo-question.ts'

/**
 * Undoes a run: the one that is named, or the last one on the target.
 * @param context the command's context
 * @returns the result; its exit tells whether all was put back
 */
export async function undoRun(context: Context): Promise<Result> {
  const store = await storeOf(context)
  const prepared = await prepareUndo(context, async (target) =>
    opened(context, store, await chosen(context, store, target)),
  )
  const { id, command, started } = prepared.run
  await context.print.note(`Undo of run ${id}: keelson ${command}, ${started}\n`)
  return carryOutUndo(context, prepared, policyOf(context, { reset: true, files: [] }))
}

/**
 * Plans to undo a run.
 * @param context the command's context
 * @param choose which one, once the target is known
 * @returns the plans; who takes them closes them
 */
export async function prepareUndo(
  context: Context,
  choose: (target: Target) => Promise<Undoable>,
): Promise<PreparedUndo> {
  const { settings, world, emit, interrupt, print } = context
  const options = { choose, graph: print.drawn, now: Date.now(), limits: undoLimitsOf(settings) }
  const made = world.workflows.prepareUndo(await targetConnection(context), options, emit, interrupt.signal)
  const prepared = await interrupt.guard(made)
  context.quiet()
  return prepared
}

/**
 * Shows what an undo would do, asks, and does it, as a run of its own.
 * @param context the command's context
 * @param prepared the plans; they are closed
 * @param policy whether anybody is asked
 */
export async function carryOutUndo(context: Context, prepared: PreparedUndo, policy: ConfirmPolicy): Promise<Result> {
  const { id } = prepared.run
  const errand = { command: 'undo', policy, undoes: id, digest: async () => ({}), again: {}, look: {} }
  try {
    if ('all' in prepared) return await carryOutAll(context, prepared.all, { ...errand, question: undoQuestionAll(id) })
    if (prepared.one.plan.changes.length === 0 && prepared.one.refusals.length === 0)
      return await nothingLeft(context, prepared.one, id)
    return await carryOut(context, prepared.one, { ...errand, question: undoQuestion(id) })
  } finally {
    await ('all' in prepared ? prepared.all : prepared.one).close()
  }
}

/** All is as it was: undone before, or never applied. */
async function nothingLeft(context: Context, prepared: Prepared, id: string): Promise<Result> {
  const { print } = context
  const found = located(prepared.warnings)
  await print.note(diagnosticsText(found, print.colour.stderr))
  await print.result(`Nothing to put back: all that run ${id} touched is as it was before.\n`)
  return { ...(await planResult(context, prepared, found, {})), exit: 'done' }
}

async function chosen({ words, world }: Context, store: Store, { identity, address }: Target): Promise<RunTrace> {
  const word = runNamed(words)
  const { listRuns, lastUndoable } = world.workflows
  const found = word === undefined ? await lastUndoable(store, identity) : findRun(await listRuns(store), word).trace
  if (found !== undefined) return found
  const message = `${store.name} knows no run that changed the gateway at ${address} and is not undone`
  const hint = 'keelson runs lists all; --store names another store'
  throw new Refusal('invalid', [problem('no-run', message, { hint })])
}

/** Reads a run, and those that undid it. */
async function opened(context: Context, store: Store, trace: RunTrace): Promise<Undoable> {
  const { readRun, listRuns } = context.world.workflows
  const openWith = await openWithOf(context)
  const traces = (await listRuns(store)).map((each) => each.trace)
  const undoers = undoersOf(trace.head.id, traces)
  const [run, ...rest] = await Promise.all([trace, ...undoers].map((each) => readRun(store, each, openWith)))
  if (run === undefined) throw new Error('a run that was read is there')
  return { run, undoers: rest }
}
