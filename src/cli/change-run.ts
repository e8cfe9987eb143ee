import { outcomeText } from '../report/outcome-text.ts'
import { outcomeJson } from '../report/plan-json.ts'
import { changesText } from '../report/plan-summary.ts'
import { planText } from '../report/plan-text.ts'
import type { Prepared } from '../workflow/prepare-plan.ts'
import { agree, type Manner, policyOf } from './agree.ts'
import { exitOf, outcomeOfRun } from './apply-exit.ts'
import { changeAll } from './change-all.ts'
import type { Context, Result } from './command.ts'
import { keptRun } from './kept-run.ts'
import { commandOf, type PlanRequest, planResult, prepare, scopeOfRequest, showPlan } from './plan-run.ts'
import { noteParallelism, startApply } from './start-apply.ts'

/**
 * Plans, shows, asks and applies: sync, apply and reset.
 * @param context the command's context
 * @param request what to plan
 * @returns the result; its exit tells whether all was applied
 */
export async function change(context: Context, request: PlanRequest): Promise<Result> {
  if (scopeOfRequest(context, request).allWorkspaces) return changeAll(context, request)
  const prepared = await prepare(context, request)
  try {
    const diagnostics = await showPlan(context, prepared)
    if (prepared.refusals.length > 0) return { ...planResult(context, prepared, diagnostics), exit: 'refused' }
    if (prepared.plan.changes.length === 0) return { ...planResult(context, prepared, diagnostics), exit: 'done' }
    const { agreed, against } = await agree(context, prepared, policyOf(context, request), mannerOf(context))
    const result = planResult(context, agreed, [...diagnostics, ...against])
    if (against.length > 0) return { ...result, exit: 'refused' }
    if (agreed.plan.changes.length === 0) return { ...result, exit: 'done' }
    const kept = await apply(context, request, agreed)
    const all = [...result.diagnostics, ...kept.diagnostics]
    if ('refused' in kept) return { ...result, exit: kept.refused, diagnostics: all }
    const { applied: outcome, parts } = kept
    await noteParallelism(context, outcome.parallelism)
    await context.print.result(outcomeText(agreed.plan, outcome, context.print.colour.stdout))
    return {
      ...result,
      exit: exitOf(agreed.plan, outcome),
      diagnostics: all,
      parts: { ...result.parts, ...parts, outcome: outcomeJson(agreed.plan, outcome) },
    }
  } finally {
    await prepared.close()
  }
}

function apply(context: Context, request: PlanRequest, agreed: Prepared) {
  const { plan } = agreed
  return keptRun(context, {
    command: commandOf(request),
    plans: [agreed],
    several: false,
    apply: (journal) => startApply(context, plan.steps.length, agreed.apply, journal),
    outcome: (outcome) => outcomeOfRun([{ plan, outcome }]),
  })
}

function mannerOf(context: Context): Manner<Prepared> {
  const { print } = context
  return {
    question: questionOf,
    show: (prepared) => showPlan(context, prepared),
    text: ({ plan }) => planText(plan, { colour: print.colour.stderr, verbose: print.verbose }),
    isRefused: ({ refusals }) => refusals.length > 0,
    isEmpty: ({ plan }) => plan.changes.length === 0,
  }
}

function questionOf({ plan, target }: Prepared): string {
  return `Apply ${changesText([plan])} to ${target.address}?`
}
