import type { Context } from '../arguments/command.ts'
import { commandOf, lookAgain, type PlanRequest, sameAgain } from '../plan/plan-run.ts'
import { digestToApply } from '../plan/save-plan.ts'
import { policyOf } from './agree.ts'
import type { Errand } from './carry-out.ts'

/**
 * Says how a sync, apply or reset is asked about, kept, and told to reviewers.
 * @param context the command's context
 * @param request what is planned
 * @param question what is asked
 */
export function errandOf<T extends Parameters<typeof digestToApply>[2]>(
  context: Context,
  request: PlanRequest,
  question: (prepared: T) => string,
): Errand<T> {
  return {
    command: commandOf(request),
    policy: policyOf(context, request),
    question,
    digest: (at) => digestToApply(context, request, at),
    again: sameAgain(context, request),
    look: lookAgain(context, request),
  }
}
