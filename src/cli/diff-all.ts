import { workspacesText } from '../report/workspaces-text.ts'
import { partJson, preparePlans, showPlans } from './all-plans.ts'
import { exitOfAll } from './apply-exit.ts'
import type { Context, Result } from './command.ts'
import type { PlanRequest } from './plan-run.ts'

/**
 * Shows what sync would do to all workspaces.
 * @param context the command's context
 * @param request what to plan
 * @returns the result, with a part for each workspace
 */
export async function diffAll(context: Context, request: PlanRequest): Promise<Result> {
  const { print, settings } = context
  const prepared = await preparePlans(context, request)
  try {
    const parts = await showPlans(context, prepared)
    const ends = parts.map(({ workspace, exit }) => ({ workspace, status: exit }))
    await print.result(workspacesText(ends, print.colour.stdout))
    const changed = prepared.workspaces.some((each) => (each.prepared?.plan.changes.length ?? 0) > 0)
    const exit = exitOfAll(parts.map((each) => each.exit))
    const refused = parts.some((each) => each.exit === 'refused')
    return {
      exit: refused ? 'refused' : exit === 'done' && changed && settings.flag('exit-code') ? 'changes' : exit,
      target: prepared.target,
      parts: { workspaces: parts.map((each) => partJson(context, each)) },
    }
  } finally {
    await prepared.close()
  }
}
