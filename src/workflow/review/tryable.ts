import type { Change } from '../../model/change.ts'
import type { Plan } from '../../model/plan.ts'
import type { Untried } from '../../model/rehearsal.ts'

/** A plan without what a copy can tell nothing about. */
export interface Tryable {
  plan: Plan
  untried: Untried[]
}

/**
 * Takes out of a plan the changes that cannot be tried, and those that need them: their failures would be false.
 * @param plan the plan
 * @param reasonOf why a change cannot be tried; undefined for one that can
 */
export function tryable(plan: Plan, reasonOf: (change: Change) => string | undefined): Tryable {
  const out = new Map<string, string>()
  for (const change of plan.changes) {
    const reason = reasonOf(change)
    if (reason !== undefined) out.set(change.id, reason)
  }
  if (out.size === 0) return { plan, untried: [] }
  spread(plan, out)
  const steps = plan.steps.filter((step) => !out.has(step.change))
  const kept = new Set(steps.map(({ id }) => id))
  const rest = {
    ...plan,
    changes: plan.changes.filter(({ id }) => !out.has(id)),
    steps: steps.map((step) => ({ ...step, needs: step.needs.filter((id) => kept.has(id)) })),
    waves: plan.waves.map((wave) => wave.filter((id) => kept.has(id))),
  }
  return { plan: rest, untried: [...out].map(([change, because]) => ({ change, because })) }
}

/** Goes on until nothing that is tried needs anything that is not made, or goes with what is not deleted. */
function spread({ steps, changes }: Plan, out: Map<string, string>): void {
  const makes = new Map(steps.flatMap(({ id, action, change }) => (action === 'delete' ? [] : [[id, change] as const])))
  for (let before = -1; before !== out.size; ) {
    before = out.size
    for (const { change, needs } of steps) {
      const missing = needs.map((id) => makes.get(id)).find((each) => each !== undefined && out.has(each))
      if (missing !== undefined && missing !== change && !out.has(change)) out.set(change, `it needs "${missing}"`)
    }
    for (const { id, takenBy } of changes)
      if (takenBy !== undefined && out.has(takenBy) && !out.has(id)) out.set(id, `it goes with "${takenBy}"`)
  }
}
