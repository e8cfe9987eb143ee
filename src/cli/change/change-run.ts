import { runSettingsOf } from '../../config/run-settings.ts'
import { changesText } from '../../report/plan-summary.ts'
import type { Prepared } from '../../workflow/plan/prepare-plan.ts'
import type { Context, Result } from '../arguments/command.ts'
import { type PlanRequest, prepare, scopeOfRequest } from '../plan/plan-run.ts'
import { carryOut } from './carry-out.ts'
import { changeAll } from './change-all.ts'
import { errandOf } from './errand-of.ts'
import { noteKilled, tellingKilled } from './note-killed.ts'

/**
 * Plans, shows, asks and applies: sync, apply and reset.
 * @param context the command's context
 * @param request what to plan
 * @returns the result; its exit tells whether all was applied
 */
export async function change(context: Context, request: PlanRequest): Promise<Result> {
  // A store that cannot be meant is told before anything is read.
  runSettingsOf(context.settings, context.world.cwd)
  if (scopeOfRequest(context, request).allWorkspaces) return changeAll(context, request)
  const prepared = await tellingKilled(context, request, prepare(context, request))
  try {
    const killed = await noteKilled(context, prepared.target)
    const result = await carryOut(context, prepared, errandOf(context, request, questionOf))
    return { ...result, diagnostics: [...killed, ...(result.diagnostics ?? [])] }
  } finally {
    await prepared.close()
  }
}

function questionOf({ plan, target }: Prepared): string {
  return `Apply ${changesText([plan])} to ${target.address}?`
}
