import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Kind } from '../model/kind.ts'
import type { Plan } from '../model/plan.ts'
import type { Limits } from '../model/settings.ts'
import { isAllowed } from './guard.ts'

/**
 * Weighs the plan by which a workspace goes: one that holds anything goes only with an --allow-deletes that covers all of
 * each kind. Gives one refusal with the counts.
 */
export function guardPrune(plan: Plan, kinds: readonly Kind[], limits: Limits): Diagnostic[] {
  const held = kinds.flatMap(({ name: kind, section }) => {
    const count = plan.current[kind] ?? 0
    return count > 0 ? [{ section, count }] : []
  })
  if (held.every(({ count }) => isAllowed(count, count, limits))) return []
  const most = Math.max(...held.map(({ count }) => count))
  const counts = held.map(({ section, count }) => `${section} (${count})`).join(', ')
  return [
    problem('prune-workspace', `this would delete the workspace with all that it holds: ${counts}`, {
      hint: `--allow-deletes ${most} or 100% lifts this guard`,
    }),
  ]
}
