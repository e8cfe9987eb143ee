import type { Plan } from '../model/plan.ts'

/** How many changes of each sort a plan has. */
export interface Summary {
  delete: number
  /** Deletes that another change takes along; counted in `delete` too. */
  taken_along: number
  replace: number
  create: number
  update: number
  unchanged: number
}

/**
 * Counts a plan.
 * @param plan the plan
 * @returns numbers of changes by action, and of entities that stay
 */
export function planSummary(plan: Pick<Plan, 'changes' | 'unchanged'>): Summary {
  const summary: Summary = { delete: 0, taken_along: 0, replace: 0, create: 0, update: 0, unchanged: 0 }
  for (const change of plan.changes) {
    summary[change.action]++
    if (change.takenBy !== undefined && change.action === 'delete') summary.taken_along++
  }
  for (const count of Object.values(plan.unchanged)) summary.unchanged += count
  return summary
}

/**
 * Counts the changes of plans in words, for a question.
 * @param plans what is to be applied
 * @returns `12 changes, 3 of them deleting`
 */
export function changesText(plans: readonly Pick<Plan, 'changes' | 'unchanged'>[]): string {
  const count = plans.reduce((sum, { changes }) => sum + changes.length, 0)
  const deletes = plans.map(planSummary).reduce((sum, each) => sum + each.delete + each.replace, 0)
  return `${count} ${count === 1 ? 'change' : 'changes'}${deletes > 0 ? `, ${deletes} of them deleting` : ''}`
}
