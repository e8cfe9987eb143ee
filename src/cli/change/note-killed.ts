import { connectionOf } from '../../config/connection.ts'
import { type Diagnostic, Refusal, warning } from '../../model/diagnostic.ts'
import type { Target } from '../../model/provider.ts'
import type { Store } from '../../model/store.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import type { Writes } from '../../runs/run-state.ts'
import type { RunTrace } from '../../runs/stored-run.ts'
import type { Context } from '../arguments/command.ts'
import { storeOf } from '../files/store-of.ts'
import type { PlanRequest } from '../plan/plan-run.ts'

/**
 * Warns of a run that was cut off on the same target and that nobody took care of since, with what is known of its writes.
 * @param context the command's context
 * @param target where the next change goes
 * @returns the warning, if there is one
 */
export async function noteKilled(context: Context, target: Target): Promise<Located[]> {
  const found = located(await findKilled(context, target))
  await context.print.note(diagnosticsText(found, context.print.colour.stderr))
  return found
}

/**
 * Makes plans; where an approved one is stale, the refusal also warns of a run that was cut off, which may be why.
 * @param context the command's context
 * @param request what is planned
 * @param made the plans
 */
export async function tellingKilled<T>(context: Context, { approved }: PlanRequest, made: Promise<T>): Promise<T> {
  try {
    return await made
  } catch (error) {
    const isStale = error instanceof Refusal && error.diagnostics.some(({ code }) => code === 'stale-plan')
    if (!isStale || approved === undefined) throw error
    throw new Refusal(error.exit, [...error.diagnostics, ...(await findKilled(context, approved.saved.target))])
  }
}

async function findKilled(context: Context, target: Pick<Target, 'identity'>): Promise<Diagnostic[]> {
  const store = await storeOf(context)
  // A store that cannot be read is refused, or said, when it is needed.
  const killed = await context.world.workflows.lastKilled(store, target.identity).catch(() => undefined)
  return killed === undefined ? [] : [await warningOf(context, store, killed)]
}

async function warningOf(
  context: Context,
  store: Store,
  { trace, writes }: { trace: RunTrace; writes: Writes },
): Promise<Diagnostic> {
  const { id, command, started } = trace.head
  const pending = writes.unknown === 0 ? '' : `, ${await pendingText(context, store, trace, writes.unknown)}`
  const message = `run ${id} (keelson ${command}, ${started}) was cut off: ${writes.done} writes applied${pending}`
  return warning('killed-run', message, {
    hint: `keelson undo ${id} puts back what it changed; a sync goes on from here`,
  })
}

/** Of writes of which the end is not known, the controller is asked; sealed runs are left alone. */
async function pendingText(
  { settings, world, emit, interrupt }: Context,
  store: Store,
  trace: RunTrace,
  unknown: number,
): Promise<string> {
  const { readRun, showRun } = world.workflows
  const shown = await readRun(store, trace, undefined)
    .then((run) => showRun(connectionOf(settings), run, emit, interrupt.signal))
    .catch(() => undefined)
  const found = (shown?.changes ?? []).filter(({ state }) => state === 'pending').map((each) => each.found ?? 'unknown')
  if (found.length === 0) return `${unknown} unknown`
  const kinds = ['applied', 'not applied', 'unknown'] as const
  const counts = kinds.map((kind) => [kind, found.filter((each) => each === kind).length] as const)
  const parts = counts.filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${kind}`)
  return `and of those that were cut off ${parts.join(', ')}`
}
