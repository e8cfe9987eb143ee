import { outcomeText } from '../report/outcome-text.ts'
import { outcomeJson } from '../report/plan-json.ts'
import { changesText } from '../report/plan-summary.ts'
import { workspaceHeading, workspacesText } from '../report/workspaces-text.ts'
import type { PreparedAll } from '../workflow/prepare-all.ts'
import { agree, type Manner, policyOf } from './agree.ts'
import { partJson, plansText, preparePlans, showPlans, type WorkspacePart } from './all-plans.ts'
import { exitOf, exitOfAll, outcomeOfRun } from './apply-exit.ts'
import type { Context, Result } from './command.ts'
import { keptRun } from './kept-run.ts'
import { commandOf, type PlanRequest } from './plan-run.ts'
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
    if (parts.some(({ exit }) => exit === 'refused')) return ended(context, prepared, parts, 'refused')
    if (plansOf(prepared).every(isEmpty)) return await closed(context, prepared, parts)
    const manner = mannerOf(context, request, (shown) => {
      parts = shown
    })
    const { agreed, against } = await agree(context, prepared, policyOf(context, request), manner)
    if (against.length > 0) return { ...ended(context, agreed, parts, 'refused'), diagnostics: against }
    return plansOf(agreed).every(isEmpty)
      ? await closed(context, agreed, parts)
      : await apply(context, request, agreed, parts)
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

function ended(
  context: Context,
  { target }: PreparedAll,
  parts: readonly WorkspacePart[],
  exit: Result['exit'],
): Result {
  return { exit, target, parts: { workspaces: parts.map((each) => partJson(context, each)) } }
}

async function closed(context: Context, prepared: PreparedAll, parts: readonly WorkspacePart[]): Promise<Result> {
  await sumUp(context, parts)
  return ended(context, prepared, parts, exitOfAll(parts.map(({ exit }) => exit)))
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

async function apply(
  context: Context,
  request: PlanRequest,
  agreed: PreparedAll,
  shown: readonly WorkspacePart[],
): Promise<Result> {
  const { print } = context
  const kept = await applyKept(context, request, agreed)
  const { diagnostics } = kept
  if ('refused' in kept) return { ...ended(context, agreed, shown, kept.refused), diagnostics }
  const { applied: outcomes, parts: about } = kept
  const parts: WorkspacePart[] = []
  const results = []
  for (const part of shown) {
    const outcome = outcomes.get(part.workspace)
    const exit = part.plan && outcome ? exitOf(part.plan.plan, outcome) : part.exit
    parts.push({ ...part, exit })
    if (part.plan && outcome && !isEmpty(part.plan.plan)) {
      const { plan } = part.plan
      await print.result(workspaceHeading(part.workspace, print.colour.stdout))
      await print.result(`${outcomeText(plan, outcome, print.colour.stdout)}\n`)
      results.push(partJson(context, { ...part, exit }, { outcome: outcomeJson(plan, outcome) }))
    } else results.push(partJson(context, { ...part, exit }))
  }
  await sumUp(context, parts)
  const exit = exitOfAll(parts.map((each) => each.exit))
  return { exit, target: agreed.target, diagnostics, parts: { ...about, workspaces: results } }
}

async function sumUp({ print }: Context, parts: readonly WorkspacePart[]): Promise<void> {
  const ends = parts.map(({ workspace, exit }) => ({ workspace, status: exit }))
  await print.result(workspacesText(ends, print.colour.stdout))
}
