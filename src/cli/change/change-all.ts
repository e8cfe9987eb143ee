import { changesText } from '../../report/plan-summary.ts'
import type { PreparedAll } from '../../workflow/plan/prepare-all.ts'
import type { Context, Result } from '../arguments/command.ts'
import { preparePlans } from '../plan/all-plans.ts'
import type { PlanRequest } from '../plan/plan-run.ts'
import { carryOutAll } from './carry-out-all.ts'
import { errandOf } from './errand-of.ts'
import { noteKilled, tellingKilled } from './note-killed.ts'

/**
 * Plans, shows, asks and applies for all workspaces.
 * @param context the command's context
 * @param request what to plan
 * @returns the result, with a part for each workspace
 */
export async function changeAll(context: Context, request: PlanRequest): Promise<Result> {
  const prepared = await tellingKilled(context, request, preparePlans(context, request))
  try {
    const killed = await noteKilled(context, prepared.target)
    const result = await carryOutAll(context, prepared, errandOf(context, request, questionFor(request)))
    return { ...result, diagnostics: [...killed, ...(result.diagnostics ?? [])] }
  } finally {
    await prepared.close()
  }
}

const questionFor =
  ({ reset }: PlanRequest) =>
  ({ workspaces, target: { address } }: PreparedAll): string => {
    const changed = workspaces.filter((each) => each.prepared && each.prepared.plan.changes.length > 0)
    const names = changed.map(({ workspace }) => workspace).join(', ')
    const where = `${changed.length === 1 ? 'the workspace' : 'the workspaces'} ${names}`
    const what = changesText(workspaces.flatMap(({ prepared }) => prepared?.plan ?? []))
    return reset ? `Empty ${where} of ${address}, ${what}?` : `Apply ${what} in ${where} to ${address}?`
  }
