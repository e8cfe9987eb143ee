import { planOptionsOf } from '../../config/planning.ts'
import type { PlanOptions } from '../../model/settings.ts'
import type { Context } from '../arguments/command.ts'
import { stateFiles } from '../files/state-files.ts'
import type { PlanRequest } from './plan-run.ts'

/**
 * Says what sync or apply is to do: what the state files say, or the saved plan that --plan names.
 * @param context the command's context
 * @param mode the command
 * @throws Refusal as `stateFiles` and `approvedRequest`
 */
export async function changeRequest(context: Context, mode: PlanOptions['mode']): Promise<PlanRequest> {
  const { settings } = context
  const saved = settings.text('plan')
  if (saved === undefined) return { files: stateFiles(context), plan: planOptionsOf(settings, mode), reset: false }
  const { approvedRequest } = await import('./approved-request.ts')
  return approvedRequest(context, saved, mode)
}
