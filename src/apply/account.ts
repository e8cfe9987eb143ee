import type { Change, Step } from '../model/change.ts'
import type { Result } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'
import type { StepResult } from './step-result.ts'

/**
 * Says of every change of a plan what became of it. A change is done when all its steps are; a delete that another
 * change takes along shares the fate of that one.
 */
export function accountFor(plan: Plan, results: ReadonlyMap<string, StepResult>): Map<string, Result> {
  const own = new Map<string, Step[]>()
  for (const step of plan.steps) {
    const list = own.get(step.change)
    if (list) list.push(step)
    else own.set(step.change, [step])
  }
  const outcome = new Map<string, Result>()
  for (const change of plan.changes)
    if (change.takenBy === undefined) outcome.set(change.id, resultOf(own.get(change.id) ?? [], results))
  const byId = new Map(plan.changes.map((change) => [change.id, change]))
  for (const change of plan.changes)
    if (change.takenBy !== undefined) outcome.set(change.id, taken(change, byId, outcome))
  return outcome
}

/** The result of a change; one that stopped half-way says how it left the entity. */
function resultOf(steps: readonly Step[], results: ReadonlyMap<string, StepResult>): Result {
  const result = worst(steps.map(({ id }) => results.get(id)))
  if (result.state === 'done') return result
  const meanwhile = steps.filter(({ id }) => stands(results.get(id))).flatMap((step) => step.meanwhile ?? [])
  if (meanwhile.length === 0) return result
  const text = `; until the next sync ${meanwhile.join(' and ')}`
  return 'reason' in result
    ? { ...result, reason: result.reason + text }
    : { ...result, because: result.because + text }
}

const stands = (result: StepResult | undefined): boolean =>
  result?.state === 'done' || (result?.state === 'failed' && result.restored === false)

function worst(results: readonly (StepResult | undefined)[]): Result {
  const failed = results.filter((each) => each?.state === 'failed')
  const cause = failed.find((each) => each.restored === undefined)
  const undone = failed.find((each) => each.restored !== undefined)
  if (cause || undone) {
    const { uncertain: _, ...shown } = cause ?? undone ?? { state: 'failed', reason: '' }
    if (cause && undone?.restored === false)
      return { ...shown, reason: `${shown.reason}; ${undone.reason}`, restored: false }
    return { ...shown, ...(undone && { restored: undone.restored === true }) }
  }
  const open =
    results.find((each) => each?.state === 'skipped') ?? results.find((each) => each?.state === 'not attempted')
  if (open) return open
  return results.includes(undefined) ? { state: 'not attempted', because: 'its turn never came' } : { state: 'done' }
}

/** Follows a chain of takers to the change that has steps of its own. */
function taken(change: Change, byId: ReadonlyMap<string, Change>, outcome: ReadonlyMap<string, Result>): Result {
  let taker: Change | undefined = change
  while (taker?.takenBy !== undefined) taker = byId.get(taker.takenBy)
  const result = taker && outcome.get(taker.id)
  if (result?.state === 'done') return result
  return { state: 'skipped', because: `"${taker?.id ?? change.takenBy}" did not succeed` }
}
