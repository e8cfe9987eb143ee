import type { Plan } from '../model/plan.ts'

/**
 * Puts one plan behind another, as one. The second starts when the first has ended; with `needed`, what the first did not
 * manage is in the way of all of the second.
 */
export function joinPlans(first: Plan, second: Plan, { needed }: { needed: boolean }): Plan {
  const needs = needed ? first.steps.map(({ id }) => id) : []
  const endsWithDeletes = first.deletesFrom < first.waves.length
  const aside = [...(first.aside ?? []), ...(second.aside ?? [])]
  return {
    changes: [...first.changes, ...second.changes],
    steps: [...first.steps, ...second.steps.map((step) => ({ ...step, needs: [...needs, ...step.needs] }))],
    waves: [...first.waves, ...second.waves],
    deletesFrom: endsWithDeletes ? first.deletesFrom : first.waves.length + second.deletesFrom,
    unchanged: sums(first.unchanged, second.unchanged),
    current: sums(first.current, second.current),
    diagnostics: [...first.diagnostics, ...second.diagnostics],
    ...(aside.length > 0 && { aside }),
  }
}

function sums(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const result = { ...one }
  for (const [kind, count] of Object.entries(other)) result[kind] = (result[kind] ?? 0) + count
  return result
}
