import type { Located } from '../../report/diagnostics-text.ts'
import { outcomeText } from '../../report/outcome-text.ts'
import { outcomeJson, type Part } from '../../report/plan-json.ts'
import { planText } from '../../report/plan-text.ts'
import type { Prepared } from '../../workflow/plan/prepare-plan.ts'
import type { Context, Result } from '../arguments/command.ts'
import { planResult, showPlan } from '../plan/plan-run.ts'
import { rehearseIfAsked } from '../plan/rehearsal-run.ts'
import type { Course } from '../plan/review.ts'
import type { ConfirmPolicy } from '../terminal/confirm.ts'
import { afterFailure } from './after-failure.ts'
import { agree, type Manner } from './agree.ts'
import { noteSame } from './applied-record.ts'
import { exitOf, outcomeOfRun } from './apply-exit.ts'
import { keptRun } from './kept-run.ts'
import { noteParallelism, startApply } from './start-apply.ts'

/** How a change is asked about, kept, and told to reviewers. */
export interface Errand<T> {
  /** What the run is called in the store. */
  command: string
  policy: ConfirmPolicy
  question(prepared: T): string
  /** The run that it undoes. */
  undoes?: string
  /** The digest of what would be applied. */
  digest(at: T): Promise<Course>
  /** What to run next when it was refused, and when it was applied. */
  again: Course
  look: Course
}

/**
 * Shows a plan, rehearses it where that is asked for, asks and applies it, kept as a run.
 * @param context the command's context
 * @param prepared the plan; the caller closes it
 * @param errand how to ask, and what to call it
 * @returns the result; its exit tells whether all was applied
 */
export async function carryOut(context: Context, prepared: Prepared, errand: Errand<Prepared>): Promise<Result> {
  const diagnostics = await showPlan(context, prepared)
  const { again, policy } = errand
  const stopped = async (
    at: Prepared,
    exit: 'done' | 'refused',
    found: Located[],
    course: Course,
  ): Promise<Result> => ({
    ...(await planResult(context, at, found, { ...(await errand.digest(at)), ...course })),
    exit,
  })
  const settled = async (at: Prepared): Promise<Result> =>
    stopped(at, 'done', [...diagnostics, ...(await noteSame(context, errand.command, [at]))], {})
  if (prepared.refusals.length > 0) return stopped(prepared, 'refused', diagnostics, again)
  if (prepared.plan.changes.length === 0) return settled(prepared)
  const { agreed, against, parts, facts = [] } = await agree(context, prepared, policy, mannerOf(context, errand))
  if (against.length > 0)
    return withParts(
      await stopped(agreed, 'refused', [...diagnostics, ...against], { against, facts, ...again }),
      parts,
    )
  if (agreed.plan.changes.length === 0) return settled(agreed)
  return withParts(await applied(context, agreed, diagnostics, errand, facts), parts)
}

/** Adds to what the JSON report says of a result. */
export const withParts = (result: Result, parts: Part | undefined): Result => ({
  ...result,
  parts: { ...result.parts, ...parts },
})

function apply(context: Context, { command, undoes }: Errand<Prepared>, agreed: Prepared) {
  const { plan } = agreed
  return keptRun(context, {
    command,
    plans: [agreed],
    several: false,
    ...(undoes !== undefined && { undoes }),
    apply: (journal) => startApply(context, plan.steps.length, agreed.apply, journal),
    outcome: (outcome) => outcomeOfRun([{ plan, outcome }]),
  })
}

async function applied(
  context: Context,
  agreed: Prepared,
  diagnostics: Located[],
  errand: Errand<Prepared>,
  rehearsed: readonly string[],
): Promise<Result> {
  const { plan, workspace } = agreed
  const digest = await errand.digest(agreed)
  const kept = await apply(context, errand, agreed)
  const all = [...diagnostics, ...kept.diagnostics]
  if ('refused' in kept) {
    const against = { against: kept.diagnostics, ...errand.again }
    return { ...(await planResult(context, agreed, all, { ...digest, ...against })), exit: kept.refused }
  }
  const { applied: outcome, parts } = kept
  await noteParallelism(context, outcome.parallelism)
  await context.print.result(outcomeText(plan, outcome, context.print.colour.stdout))
  const after = await afterFailure(context, exitOf(plan, outcome), [outcome], kept.run)
  const facts = [...rehearsed, ...kept.facts, ...after.facts]
  const outcomes = new Map([[workspace, outcome]])
  const course = { outcomes, facts, against: kept.diagnostics, ...digest, ...errand.look }
  const result = await planResult(context, agreed, all, course)
  return {
    ...result,
    exit: after.exit,
    parts: { ...result.parts, ...parts, outcome: outcomeJson(plan, outcome), ...after.parts },
  }
}

function mannerOf(context: Context, { question }: Errand<Prepared>): Manner<Prepared> {
  const { print } = context
  return {
    question,
    show: (prepared) => showPlan(context, prepared),
    text: ({ plan }) => planText(plan, { colour: print.colour.stderr, verbose: print.verbose }),
    isRefused: ({ refusals }) => refusals.length > 0,
    isEmpty: ({ plan }) => plan.changes.length === 0,
    rehearse: (prepared) => rehearseIfAsked(context, [{ prepared, prune: false }]),
  }
}
