import type { Cover } from '../../model/applied.ts'
import type { Plan } from '../../model/plan.ts'
import type { AppliedPlan } from '../../plan/drift/gather.ts'
import type { PlanContext } from './planned.ts'

/** What is to be known of a plan once it was applied, or when nothing was left to apply. */
export interface Applied extends Omit<AppliedPlan, 'drawn'> {
  scope: { tags: readonly string[]; only: readonly string[]; exclude: readonly string[]; include: readonly string[] }
  /** By kind, what this plan saw all of. */
  covers: Record<string, Cover[]>
}

/**
 * Says what a plan is about.
 * @param plan what is applied
 * @param about what stays as it is, and the types of all
 * @param isPart more would have had to be done than this plan does
 */
export function appliedOf(
  context: PlanContext,
  plan: Plan,
  { kept, typeOf }: Pick<Applied, 'kept' | 'typeOf'>,
  isPart: boolean,
): Applied {
  const { exclude, only, include = [] } = context.options.plan.selection
  const scope = { tags: context.tags, only, exclude, include }
  return { plan, kept, kinds: context.module.kinds, typeOf, scope, covers: isPart ? {} : coversOf(context) }
}

/** What is deleted nowhere was not looked for, and so it is with what the dump that the files are from left out. */
function coversOf({ selected, tags, options, notDumped }: PlanContext): Applied['covers'] {
  if (options.plan.mode === 'apply') return {}
  const { exclude, include = [] } = options.plan.selection
  const cover: Cover = { tags, ...(selected.partly.size > 0 && { exclude, include }) }
  const whole = [...selected.kinds].filter((kind) => !notDumped?.kinds.has(kind))
  return Object.fromEntries(whole.map((kind) => [kind, [cover]]))
}
