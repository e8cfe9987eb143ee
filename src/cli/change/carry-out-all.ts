import type { Outcome } from '../../model/outcome.ts'
import { outcomeText } from '../../report/outcome-text.ts'
import { workspaceHeading, workspacesText } from '../../report/workspaces-text.ts'
import type { PreparedAll } from '../../workflow/plan/prepare-all.ts'
import type { Context, Result } from '../arguments/command.ts'
import { allResult, plansText, showPlans, type WorkspacePart } from '../plan/all-plans.ts'
import { rehearseIfAsked } from '../plan/rehearsal-run.ts'
import type { Course } from '../plan/review.ts'
import type { Exit } from '../terminal/exit.ts'
import { afterFailure } from './after-failure.ts'
import { agree, type Manner } from './agree.ts'
import { noteSame } from './applied-record.ts'
import { exitOf, exitOfAll, outcomeOfRun } from './apply-exit.ts'
import { type Errand, withParts } from './carry-out.ts'
import { keptRun } from './kept-run.ts'
import { startApply } from './start-apply.ts'

const settledOf = ({ workspaces }: PreparedAll) =>
  workspaces.flatMap(({ prepared }) => (prepared && isEmpty(prepared.plan) ? [prepared] : []))
const plansOf = ({ workspaces }: PreparedAll) => workspaces.flatMap(({ prepared }) => prepared?.plan ?? [])

/**
 * Shows the plans of several workspaces, asks and applies them, kept as one run. What is refused in one is not begun in any; what fails
 * in one does not stop the others.
 * @param context the command's context
 * @param prepared the plans; the caller closes them
 * @param errand how to ask, and what to call it
 * @returns the result, with a part for each workspace
 */
export async function carryOutAll(
  context: Context,
  prepared: PreparedAll,
  errand: Errand<PreparedAll>,
): Promise<Result> {
  let parts = await showPlans(context, prepared)
  const { again, policy } = errand
  const stopped = async (at: PreparedAll, exit: Exit, course: Course): Promise<Result> => ({
    ...(await allResult(context, at.target, parts, { ...(await errand.digest(at)), ...course })),
    exit,
  })
  const settled = async (at: PreparedAll): Promise<Result> => {
    const diagnostics = await noteSame(context, errand.command, settledOf(at))
    return { ...(await stopped(at, await closed(context, parts), {})), diagnostics }
  }
  if (parts.some(({ exit }) => exit === 'refused')) return stopped(prepared, 'refused', again)
  if (plansOf(prepared).every(isEmpty)) return settled(prepared)
  const manner = mannerOf(context, errand, (shown) => {
    parts = shown
  })
  const { agreed, against, parts: rehearsed, facts = [] } = await agree(context, prepared, policy, manner)
  if (against.length > 0) {
    const result = await stopped(agreed, 'refused', { against, facts, ...again })
    return withParts({ ...result, diagnostics: against }, rehearsed)
  }
  if (plansOf(agreed).every(isEmpty)) return settled(agreed)
  return withParts(await apply(context, errand, agreed, parts, facts), rehearsed)
}

const isEmpty = ({ changes }: { changes: readonly unknown[] }): boolean => changes.length === 0

function mannerOf(
  context: Context,
  { question }: Errand<PreparedAll>,
  note: (parts: WorkspacePart[]) => void,
): Manner<PreparedAll> {
  return {
    question,
    show: async (prepared) => {
      const parts = await showPlans(context, prepared)
      note(parts)
      return parts.flatMap(({ diagnostics }) => diagnostics)
    },
    text: (prepared) => plansText(context, prepared),
    isRefused: ({ workspaces }) => workspaces.some((each) => (each.prepared?.refusals.length ?? 0) > 0),
    isEmpty: (prepared) => plansOf(prepared).every(isEmpty),
    rehearse: ({ workspaces }) =>
      rehearseIfAsked(
        context,
        workspaces.flatMap(({ prepared, prune }) => (prepared ? [{ prepared, prune }] : [])),
      ),
  }
}

/** One run for all workspaces. */
function applyKept(context: Context, { command, undoes }: Errand<PreparedAll>, agreed: PreparedAll) {
  const { workspaces, apply } = agreed
  const plans = workspaces.flatMap(({ prepared }) => (prepared && !isEmpty(prepared.plan) ? [prepared] : []))
  const steps = plans.reduce((sum, { plan }) => sum + plan.steps.length, 0)
  return keptRun(context, {
    command,
    plans,
    several: true,
    settled: settledOf(agreed),
    ...(undoes !== undefined && { undoes }),
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
  errand: Errand<PreparedAll>,
  agreed: PreparedAll,
  shown: readonly WorkspacePart[],
  rehearsed: readonly string[],
): Promise<Result> {
  const { target } = agreed
  const digest = await errand.digest(agreed)
  const kept = await applyKept(context, errand, agreed)
  const { diagnostics } = kept
  if ('refused' in kept) {
    const course = { ...digest, against: diagnostics, ...errand.again }
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
  const after = await afterFailure(context, exit, outcomes.values(), kept.run)
  const facts = [...rehearsed, ...kept.facts, ...after.facts]
  const course = { ...digest, facts, against: diagnostics, outcomes: told, ...errand.look }
  const result = await allResult(context, target, parts, course)
  return { ...result, exit: after.exit, diagnostics, parts: { ...about, ...result.parts, ...after.parts } }
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
