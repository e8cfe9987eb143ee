import type { Outcome } from '../model/outcome.ts'
import { outcomeText } from '../report/outcome-text.ts'
import { changesText } from '../report/plan-summary.ts'
import { workspaceHeading, workspacesText } from '../report/workspaces-text.ts'
import type { PreparedAll } from '../workflow/prepare-all.ts'
import { agree, type Manner, policyOf } from './agree.ts'
import { allResult, plansText, preparePlans, showPlans, type WorkspacePart } from './all-plans.ts'
import { exitOf, exitOfAll, outcomeOfRun } from './apply-exit.ts'
import type { Context, Result } from './command.ts'
import type { Exit } from './exit.ts'
import { keptRun } from './kept-run.ts'
import { commandOf, lookAgain, type PlanRequest, sameAgain } from './plan-run.ts'
import type { Course } from './review.ts'
import { digestToApply } from './save-plan.ts'
import { startApply } from './start-apply.ts'

const plansOf = ({ workspaces }: PreparedAll) => workspaces.flatMap(({ prepared }) => prepared?.plan ?? [])

/**
 * Plans, shows, asks and applies for all workspaces. What is refused in one is not begun in any; what fails in one does not
 * stop the others.
 * @param context the command's context
 * @param request what to plan
 * @returns the result, with a part for each workspace
 */
export async function changeAll(context: Context, request: PlanRequest): Promise<Result> {
  const prepared = await preparePlans(context, request)
  try {
    let parts = await showPlans(context, prepared)
    const stopped = async (at: PreparedAll, exit: Exit, course: Course): Promise<Result> => {
      const digest = await digestToApply(context, request, at)
      return { ...(await allResult(context, at.target, parts, { ...digest, ...course })), exit }
    }
    const again = sameAgain(context, request)
    if (parts.some(({ exit }) => exit === 'refused')) return await stopped(prepared, 'refused', again)
    if (plansOf(prepared).every(isEmpty)) return await stopped(prepared, await closed(context, parts), {})
    const manner = mannerOf(context, request, (shown) => {
      parts = shown
    })
    const { agreed, against } = await agree(context, prepared, policyOf(context, request), manner)
    if (against.length > 0) {
      return { ...(await stopped(agreed, 'refused', { against, ...again })), diagnostics: against }
    }
    if (plansOf(agreed).every(isEmpty)) return await stopped(agreed, await closed(context, parts), {})
    return await apply(context, request, agreed, parts)
  } finally {
    await prepared.close()
  }
}

const isEmpty = ({ changes }: { changes: readonly unknown[] }): boolean => changes.length === 0

function mannerOf(
  context: Context,
  { reset }: PlanRequest,
  note: (parts: WorkspacePart[]) => void,
): Manner<PreparedAll> {
  return {
    question: (prepared) => questionOf(prepared, reset),
    show: async (prepared) => {
      const parts = await showPlans(context, prepared)
      note(parts)
      return parts.flatMap(({ diagnostics }) => diagnostics)
    },
    text: (prepared) => plansText(context, prepared),
    isRefused: ({ workspaces }) => workspaces.some((each) => (each.prepared?.refusals.length ?? 0) > 0),
    isEmpty: (prepared) => plansOf(prepared).every(isEmpty),
  }
}

function questionOf(prepared: PreparedAll, reset: boolean): string {
  const changed = prepared.workspaces.filter((each) => each.prepared && !isEmpty(each.prepared.plan))
  const names = changed.map(({ workspace }) => workspace).join(', ')
  const where = `${changed.length === 1 ? 'the workspace' : 'the workspaces'} ${names}`
  const { address } = prepared.target
  const what = changesText(plansOf(prepared))
  return reset ? `Empty ${where} of ${address}, ${what}?` : `Apply ${what} in ${where} to ${address}?`
}

/** One run for all workspaces. */
function applyKept(context: Context, request: PlanRequest, { workspaces, apply }: PreparedAll) {
  const plans = workspaces.flatMap(({ prepared }) => (prepared && !isEmpty(prepared.plan) ? [prepared] : []))
  const steps = plans.reduce((sum, { plan }) => sum + plan.steps.length, 0)
  return keptRun(context, {
    command: commandOf(request),
    plans,
    several: true,
    apply: (journal) => startApply(context, steps, apply, journal),
    outcome: (outcomes) =>
      outcomeOfRun(
        workspaces.flatMap(({ workspace, prepared }) => {
          const outcome = outcomes.get(workspace)
          return prepared && outcome ? [{ plan: prepared.plan, outcome }] : []
        }),
      ),
  })
}

/** Sums up what has come to its end; how the run ends. */
async function closed({ print }: Context, parts: readonly WorkspacePart[]): Promise<Exit> {
  const ends = parts.map(({ workspace, exit }) => ({ workspace, status: exit }))
  await print.result(workspacesText(ends, print.colour.stdout))
  return exitOfAll(parts.map(({ exit }) => exit))
}

async function apply(
  context: Context,
  request: PlanRequest,
  agreed: PreparedAll,
  shown: readonly WorkspacePart[],
): Promise<Result> {
  const { target } = agreed
  const digest = await digestToApply(context, request, agreed)
  const kept = await applyKept(context, request, agreed)
  const { diagnostics } = kept
  if ('refused' in kept) {
    const course = { ...digest, against: diagnostics, ...sameAgain(context, request) }
    return { ...(await allResult(context, target, shown, course)), exit: kept.refused, diagnostics }
  }
  const { applied: outcomes, parts: about } = kept
  const parts = shown.map((part) => {
    const outcome = outcomes.get(part.workspace)
    return part.plan && outcome ? { ...part, exit: exitOf(part.plan.plan, outcome) } : part
  })
  const told = new Map([...outcomes].filter(([workspace]) => hasChanges(parts, workspace)))
  for (const part of parts) await showOutcome(context, part, told.get(part.workspace))
  const exit = await closed(context, parts)
  const course = { ...digest, against: diagnostics, outcomes: told, ...lookAgain(request) }
  const result = await allResult(context, target, parts, course)
  return { ...result, exit, diagnostics, parts: { ...about, ...result.parts } }
}

function hasChanges(parts: readonly WorkspacePart[], workspace: string): boolean {
  const plan = parts.find((each) => each.workspace === workspace)?.plan
  return plan !== undefined && !isEmpty(plan.plan)
}

async function showOutcome(
  { print }: Context,
  { workspace, plan }: WorkspacePart,
  outcome: Outcome | undefined,
): Promise<void> {
  if (plan === undefined || outcome === undefined) return
  await print.result(workspaceHeading(workspace, print.colour.stdout))
  await print.result(`${outcomeText(plan.plan, outcome, print.colour.stdout)}\n`)
}
