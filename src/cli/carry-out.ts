import { outcomeText } from '../report/outcome-text.ts'
import { outcomeJson } from '../report/plan-json.ts'
import { planText } from '../report/plan-text.ts'
import type { Prepared } from '../workflow/prepare-plan.ts'
import { agree, type Manner } from './agree.ts'
import { exitOf, outcomeOfRun } from './apply-exit.ts'
import type { Context, Result } from './command.ts'
import type { ConfirmPolicy } from './confirm.ts'
import { keptRun } from './kept-run.ts'
import { planResult, showPlan } from './plan-run.ts'
import { noteParallelism, startApply } from './start-apply.ts'

/** How a change is asked about and kept. */
export interface Errand<T> {
  /** What the run is called in the store. */
  command: string
  policy: ConfirmPolicy
  question(prepared: T): string
  /** The run that it undoes. */
  undoes?: string
}

/**
 * Shows a plan, asks and applies it, kept as a run.
 * @param context the command's context
 * @param prepared the plan; the caller closes it
 * @param errand how to ask and what to call it
 * @returns the result; its exit tells whether all was applied
 */
export async function carryOut(context: Context, prepared: Prepared, errand: Errand<Prepared>): Promise<Result> {
  const diagnostics = await showPlan(context, prepared)
  if (prepared.refusals.length > 0) return { ...planResult(context, prepared, diagnostics), exit: 'refused' }
  if (prepared.plan.changes.length === 0) return { ...planResult(context, prepared, diagnostics), exit: 'done' }
  const { agreed, against } = await agree(context, prepared, errand.policy, mannerOf(context, errand))
  const result = planResult(context, agreed, [...diagnostics, ...against])
  if (against.length > 0) return { ...result, exit: 'refused' }
  if (agreed.plan.changes.length === 0) return { ...result, exit: 'done' }
  const applied = await applyKept(context, agreed, errand)
  return {
    ...result,
    ...applied,
    diagnostics: [...result.diagnostics, ...(applied.diagnostics ?? [])],
    parts: { ...result.parts, ...applied.parts },
  }
}

/**
 * Applies a plan as a run of its own, and says what came of it.
 * @param context the command's context
 * @param agreed the plan
 * @param errand what to call it
 * @returns what is new in the result
 */
export async function applyKept(
  context: Context,
  agreed: Prepared,
  { command, undoes }: Pick<Errand<Prepared>, 'command' | 'undoes'>,
): Promise<Pick<Result, 'exit' | 'parts' | 'diagnostics'>> {
  const { plan } = agreed
  const kept = await keptRun(context, {
    command,
    plans: [agreed],
    several: false,
    ...(undoes !== undefined && { undoes }),
    apply: (journal) => startApply(context, plan.steps.length, agreed.apply, journal),
    outcome: (outcome) => outcomeOfRun([{ plan, outcome }]),
  })
  if ('refused' in kept) return { exit: kept.refused, diagnostics: kept.diagnostics }
  const { applied: outcome, parts, diagnostics } = kept
  await noteParallelism(context, outcome.parallelism)
  await context.print.result(outcomeText(plan, outcome, context.print.colour.stdout))
  return { exit: exitOf(plan, outcome), diagnostics, parts: { ...parts, outcome: outcomeJson(plan, outcome) } }
}

function mannerOf(context: Context, { question }: Errand<Prepared>): Manner<Prepared> {
  const { print } = context
  return {
    question,
    show: (prepared) => showPlan(context, prepared),
    text: ({ plan }) => planText(plan, { colour: print.colour.stderr, verbose: print.verbose }),
    isRefused: ({ refusals }) => refusals.length > 0,
    isEmpty: ({ plan }) => plan.changes.length === 0,
  }
}
