import type { Change } from '../model/change.ts'
import type { Result } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'
import type { StepResult } from './step-result.ts'

/**
 * Says of every change of a plan what became of it. A change is done when all its steps are; a delete that another
 * change takes along shares the fate of that one.
 */
export function accountFor(plan: Plan, results: ReadonlyMap<string, StepResult>): Map<string, Result> {
  const own = new Map<string, (StepResult | undefined)[]>()
  for (const step of plan.steps) {
    const list = own.get(step.change)
    if (list) list.push(results.get(step.id))
    else own.set(step.change, [results.get(step.id)])
  }
  const outcome = new Map<string, Result>()
  for (const change of plan.changes)
    if (change.takenBy === undefined) outcome.set(change.id, worst(own.get(change.id) ?? []))
  const byId = new Map(plan.changes.map((change) => [change.id, change]))
  for (const change of plan.changes)
    if (change.takenBy !== undefined) outcome.set(change.id, taken(change, byId, outcome))
  return outcome
}

function worst(results: readonly (StepResult | undefined)[]): Result {
  const failed = results.filter((each) => each?.state === 'failed')
  const cause = failed.find((each) => each?.state === 'failed' && each.restored === undefined)
  const undone = failed.find((each) => each?.state === 'failed' && each.restored !== undefined)
  if (cause?.state === 'failed')
    return { ...cause, ...(undone?.state === 'failed' && { restored: undone.restored === true }) }
  if (undone) return undone
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
