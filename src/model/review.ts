import type { Dependants } from './dependants.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'
import type { Target } from './provider.ts'

/** One workspace's plan, made just now or read from a saved plan. */
export interface ReviewedPlan {
  workspace?: string
  plan: Pick<Plan, 'changes' | 'steps' | 'unchanged' | 'current'>
  /** What stays as it is and depends on what the plan touches; absent where nobody asked, or a saved plan does not tell. */
  dependants?: Dependants
  /** Positions are in `at`, as far as they are known. */
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
  /** How the run ended, by the name of its exit code: `done`, `changes`, `refused`, `partly` … */
  status: string
  /** Absent where the run ended before the controller told who it is; there are no plans then. */
  target?: Target
  /** Of the whole plan: `sha256:` and 64 hex digits; absent where there is none. */
  digest?: string
  plans: readonly ReviewedPlan[]
  /**
   * What ended the run, beside what the guards have against its plans: files that cannot be read, a controller that is away, no
   * confirmation. Warnings among them are about the run.
   */
  problems: readonly Diagnostic[]
  /** What is told of the run beside its plans, a line each: where its backup is, how a rehearsal or a rollback went. */
  facts?: readonly string[]
  /** The command that would be run next. */
  next?: string
}
