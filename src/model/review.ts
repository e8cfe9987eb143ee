import type { Diagnostic } from './diagnostic.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'
import type { Target } from './provider.ts'

/** One workspace's plan, made just now or read from a saved plan. */
export interface ReviewedPlan {
  workspace?: string
  plan: Pick<Plan, 'changes' | 'steps' | 'unchanged' | 'current'>
  warnings: readonly Diagnostic[]
  /** What the guards have against it. */
  refusals: readonly Diagnostic[]
  outcome?: Outcome
  /** Why there is no plan for this workspace. */
  failure?: string
}

/** What a reviewer looks at. No secret is in it in clear: they are wrapped. */
export interface Review {
  command: string
  target: Target
  /** Of the whole plan: `sha256:` and 64 hex digits. */
  digest: string
  plans: readonly ReviewedPlan[]
  /** The command that would be run next. */
  next?: string
}
