import type { Plan } from '../../model/plan.ts'

/** Takes from a plan only these changes, with the steps that carry them out, in the same order. */
export function narrow(plan: Plan, changes: ReadonlySet<string>): Plan {
  const steps = plan.steps.filter(({ change }) => changes.has(change))
  const kept = new Set(steps.map(({ id }) => id))
  const waves = plan.waves.map((wave) => wave.filter((id) => kept.has(id)))
  const isFilled = (wave: readonly string[]): boolean => wave.length > 0
  return {
    ...plan,
    changes: plan.changes.filter(({ id }) => changes.has(id)),
    steps,
    waves: waves.filter(isFilled),
    deletesFrom: waves.slice(0, plan.deletesFrom).filter(isFilled).length,
  }
}
