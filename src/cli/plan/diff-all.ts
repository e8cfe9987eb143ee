import type { Context, Result } from '../arguments/command.ts'
import { exitOfAll } from '../change/apply-exit.ts'
import type { Exit } from '../terminal/exit.ts'
import {
  allResult,
  hasChanges,
  preparePlans,
  showEnds,
  showPlans,
  type WorkspacePart,
  withChanges,
} from './all-plans.ts'
import type { PlanRequest } from './plan-run.ts'
import { afterDiff, type Saving, savedPart } from './save-plan.ts'

/**
 * Shows what sync would do to all workspaces.
 * @param context the command's context
 * @param request what to plan
 * @param saving how the plan is saved
 * @returns the result, with a part for each workspace
 */
export async function diffAll(context: Context, request: PlanRequest, saving: Saving): Promise<Result> {
  const { settings } = context
  const prepared = await preparePlans(context, request)
  try {
    const parts = withChanges(await showPlans(context, prepared))
    await showEnds(context, parts)
    const saved = await savedPart(context, prepared, saving)
    const exit = exitOf(parts, settings.flag('exit-code'))
    const count = parts.filter(hasChanges).length
    const course = { ...saved, ...afterDiff(context, count, exit === 'refused') }
    const result = await allResult(context, prepared.target, parts, course)
    return { ...result, exit, parts: { ...result.parts, ...saved } }
  } finally {
    await prepared.close()
  }
}

function exitOf(parts: readonly WorkspacePart[], telling: boolean): Exit {
  if (parts.some(({ exit }) => exit === 'refused')) return 'refused'
  const exit = exitOfAll(parts.map((each) => each.exit))
  return exit === 'changes' && !telling ? 'done' : exit
}
