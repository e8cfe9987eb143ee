import type { Target } from '../../model/provider.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import { outcomeJson, type Part, planJson } from '../../report/plan-json.ts'
import { planText } from '../../report/plan-text.ts'
import { diagnosticJson } from '../../report/report-json.ts'
import { inWorkspace, workspaceHeading, workspacesText } from '../../report/workspaces-text.ts'
import type { PreparedAll, WorkspacePlan } from '../../workflow/plan/prepare-all.ts'
import type { Context, Result } from '../arguments/command.ts'
import { targetConnection } from '../files/target-connection.ts'
import type { Exit } from '../terminal/exit.ts'
import { outcomeOfError } from '../terminal/outcome-of-error.ts'
import { requireOneWorkspace } from './all-workspaces.ts'
import { type PlanRequest, type Shown, scopeOfRequest, showPlan } from './plan-run.ts'
import type { Course } from './review.ts'

/** One workspace's part of a run, as far as it has come. */
export interface WorkspacePart {
  workspace: string
  exit: Exit
  diagnostics: readonly Located[]
  plan?: Shown
  /** What else the JSON report says of it. */
  more?: Part
}

/**
 * Makes the plans of all workspaces.
 * @param context the command's context
 * @param request what to plan
 * @returns the plans; the caller closes them
 */
export async function preparePlans(context: Context, request: PlanRequest): Promise<PreparedAll> {
  const { settings, world, emit, interrupt, print } = context
  requireOneWorkspace(settings)
  const { show, pruneWorkspaces: prune } = scopeOfRequest(context, request)
  const options = { ...request, show, prune, graph: print.drawn }
  const io = { env: world.env, stdin: world.stdin.read }
  const made = world.workflows.prepareAll(await targetConnection(context), options, io, emit, interrupt.signal)
  const prepared = await interrupt.guard(made)
  context.quiet()
  return prepared
}

/**
 * Shows the plan of each workspace under its name, or why there is none, and names the workspaces that are left alone.
 * @param context the command's context
 * @param prepared the plans
 * @returns a part for each workspace, in the order of the plans
 */
export async function showPlans(context: Context, prepared: PreparedAll): Promise<WorkspacePart[]> {
  const parts: WorkspacePart[] = []
  for (const each of prepared.workspaces) parts.push(await showOne(context, each))
  await noteLeftAlone(context, prepared)
  return parts
}

/**
 * Names the workspaces that no file is for and that stay.
 * @param context the command's context
 * @param found those workspaces
 */
export async function noteLeftAlone(
  { print }: Context,
  { leftAlone }: { leftAlone: readonly string[] },
): Promise<void> {
  if (leftAlone.length === 0) return
  const names = leftAlone.join(', ')
  await print.note(`No file is for these workspaces, and they are left alone: ${names} (--prune-workspaces)\n`)
}

async function showOne(context: Context, { workspace, prepared, error }: WorkspacePlan): Promise<WorkspacePart> {
  const { interrupt } = context
  if (prepared) return showPart(context, workspace, prepared)
  const { exit, diagnostics } = outcomeOfError(error, interrupt)
  return showFailure(context, { workspace, exit, diagnostics: located(diagnostics) })
}

/**
 * Shows the plan of one workspace under its name.
 * @param context the command's context
 * @param workspace its name
 * @param plan the plan
 */
export async function showPart(context: Context, workspace: string, plan: Shown): Promise<WorkspacePart> {
  const { print } = context
  await print.result(workspaceHeading(workspace, print.colour.stdout))
  const diagnostics = await showPlan(context, plan, workspace)
  await print.result('\n')
  return { workspace, exit: plan.refusals.length > 0 ? 'refused' : 'done', diagnostics, plan }
}

/**
 * Says why there is no plan for a workspace, under its name.
 * @param context the command's context
 * @param part the workspace, and what is wrong
 */
export async function showFailure({ print }: Context, part: WorkspacePart): Promise<WorkspacePart> {
  const { workspace, diagnostics } = part
  await print.result(workspaceHeading(workspace, print.colour.stdout))
  await print.problem(diagnosticsText(inWorkspace(diagnostics, workspace), print.colour.stderr))
  await print.result('There is no plan for it.\n\n')
  return part
}

/** Tells whether there is a plan that may be applied, and that has changes. */
export const hasChanges = ({ exit, plan }: WorkspacePart): boolean =>
  ['done', 'changes'].includes(exit) && (plan?.plan.changes.length ?? 0) > 0

/** Says of each part that has changes that it ends so. */
export function withChanges(parts: readonly WorkspacePart[]): WorkspacePart[] {
  return parts.map((part) => (hasChanges(part) ? { ...part, exit: 'changes' } : part))
}

/** Counts the workspaces, those with changes, and those without a plan, below their plans. */
export async function showEnds({ print }: Context, parts: readonly WorkspacePart[]): Promise<void> {
  const ends = parts.map(({ workspace, exit }) => ({ workspace, status: exit }))
  await print.result(workspacesText(ends, print.colour.stdout, 'none of them with changes'))
}

/** The plans of all workspaces as text. */
export function plansText({ print }: Context, { workspaces }: PreparedAll): string {
  const options = { colour: print.colour.stderr, verbose: print.verbose }
  return workspaces
    .map(({ workspace, prepared }) =>
      prepared ? workspaceHeading(workspace, options.colour) + planText(prepared.plan, options) : '',
    )
    .join('\n')
}

/** A part as data for the JSON report, with what came of it beside the plan. */
function partJson({ print }: Context, part: WorkspacePart, more: Part): Part {
  const { workspace, exit, diagnostics, plan, more: own } = part
  const shown = plan && print.json ? { plan: planJson(plan.plan, plan.locate) } : {}
  return { workspace, status: exit, diagnostics: diagnostics.map(diagnosticJson), ...shown, ...own, ...more }
}

/**
 * Gives the parts of a result that tell the plans of all workspaces; what reviewers look at only where it is asked for.
 * @param context the command's context
 * @param target the controller
 * @param parts how far each has come
 * @param course what became of them, for reviewers
 */
export async function allResult(
  context: Context,
  target: Target,
  parts: readonly WorkspacePart[],
  course: Course,
): Promise<Omit<Result, 'exit'>> {
  const reviewed = context.print.reviewed && (await import('./review.ts'))
  const told = parts.map((part) => {
    const outcome = course.outcomes?.get(part.workspace)
    const more = part.plan && outcome ? { outcome: outcomeJson(part.plan.plan, outcome) } : {}
    return partJson(context, part, more)
  })
  return {
    target,
    parts: { workspaces: told },
    ...(reviewed && { review: await reviewed.reviewOf(context, target, parts, course) }),
  }
}
