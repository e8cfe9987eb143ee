import { runSettingsOf } from '../config/run-settings.ts'
import type { Located } from '../report/diagnostics-text.ts'
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
import {
  commandOf,
  lookAgain,
  type PlanRequest,
  planResult,
  prepare,
  sameAgain,
  scopeOfRequest,
  showPlan,
} from './plan-run.ts'
import type { Course } from './review.ts'
import { digestToApply } from './save-plan.ts'
import { noteParallelism, startApply } from './start-apply.ts'

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
  const prepared = await prepare(context, request)
  try {
    const diagnostics = await showPlan(context, prepared)
    const again = sameAgain(context, request)
    const stopped = async (
      at: Prepared,
      exit: 'done' | 'refused',
      found: Located[],
      course: Course,
    ): Promise<Result> => {
      const digest = await digestToApply(context, request, at)
      return { ...(await planResult(context, at, found, { ...digest, ...course })), exit }
    }
    if (prepared.refusals.length > 0) return await stopped(prepared, 'refused', diagnostics, again)
    if (prepared.plan.changes.length === 0) return await stopped(prepared, 'done', diagnostics, {})
    const { agreed, against } = await agree(context, prepared, policyOf(context, request), mannerOf(context))
    if (against.length > 0) {
      return await stopped(agreed, 'refused', [...diagnostics, ...against], { against, ...again })
    }
    if (agreed.plan.changes.length === 0) return await stopped(agreed, 'done', diagnostics, {})
    return await applied(context, agreed, diagnostics, request)
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

async function applied(
  context: Context,
  agreed: Prepared,
  diagnostics: Located[],
  request: PlanRequest,
): Promise<Result> {
  const { plan, workspace } = agreed
  const digest = await digestToApply(context, request, agreed)
  const kept = await apply(context, request, agreed)
  const all = [...diagnostics, ...kept.diagnostics]
  if ('refused' in kept) {
    const against = { against: kept.diagnostics, ...sameAgain(context, request) }
    return { ...(await planResult(context, agreed, all, { ...digest, ...against })), exit: kept.refused }
  }
  const { applied: outcome, parts } = kept
  await noteParallelism(context, outcome.parallelism)
  await context.print.result(outcomeText(plan, outcome, context.print.colour.stdout))
  const outcomes = new Map([[workspace, outcome]])
  const course = { outcomes, against: kept.diagnostics, ...digest, ...lookAgain(request) }
  const result = await planResult(context, agreed, all, course)
  return {
    ...result,
    exit: exitOf(plan, outcome),
    parts: { ...result.parts, ...parts, outcome: outcomeJson(plan, outcome) },
  }
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
