import type { Settings } from '../../config/settings.ts'
import type { Dependants } from '../../model/dependants.ts'
import type { PlanScope } from '../../model/saved-plan.ts'
import type { PlanOptions } from '../../model/settings.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import { planJson } from '../../report/plan-json.ts'
import { planText } from '../../report/plan-text.ts'
import { inWorkspace } from '../../report/workspaces-text.ts'
import type { Approved } from '../../workflow/plan/approved.ts'
import type { Prepared } from '../../workflow/plan/prepare-plan.ts'
import type { Context, Result } from '../arguments/command.ts'
import type { Next } from '../arguments/next-command.ts'
import { targetConnection } from '../files/target-connection.ts'
import { optionsOfScope, scopeOf } from './plan-scope.ts'
import type { Course } from './review.ts'

/** What a plan is made of: state files, or nothing for a reset. */
export interface PlanRequest {
  files: readonly string[]
  plan: PlanOptions
  reset: boolean
  /** The plan is to be kept, so that it is looked at more closely. */
  thorough?: boolean
  /** That of an approved plan, in place of what the settings say. */
  scope?: PlanScope
  /** A saved plan that is to be applied, and nothing else. */
  approved?: Approved
}

/**
 * Says what a request is about.
 * @param context the command's context
 * @param request what to plan
 */
export function scopeOfRequest({ settings }: Context, { scope, plan }: PlanRequest): PlanScope {
  return scope ?? scopeOf(settings, plan)
}

/** The command that makes such a plan and carries it out. */
export function commandOf({ reset, plan }: PlanRequest): string {
  return reset ? 'reset' : plan.mode
}

/** The same once more: what somebody does when a plan was not applied, and what was against it is settled. */
export function sameAgain({ settings }: Context, request: PlanRequest): { next: Next } {
  const saved = settings.has('plan') ? settings.text('plan') : undefined
  return { next: { command: commandOf(request), ...(saved !== undefined && { plan: saved }) } }
}

/** What shows how much is left to do once a plan was applied; after a reset, nothing does. A saved plan has files and options of its own. */
export function lookAgain(
  { settings }: Context,
  { reset, plan, files, approved, scope }: PlanRequest,
): { next?: Next } {
  if (reset) return {}
  const own = approved && scope && { options: optionsOfScope(settings, scope), files: named(settings, files) }
  return { next: { command: 'diff', ...(plan.mode === 'apply' && { for: 'apply' }), ...own } }
}

/** Files of the settings need not be said. */
const named = (settings: Settings, files: readonly string[]): readonly string[] =>
  settings.list('state').length > 0 ? [] : files

/**
 * Makes the plan that diff shows and sync applies.
 * @param context the command's context
 * @param request what to plan
 * @returns the plan; the caller closes it
 */
export async function prepare(context: Context, request: PlanRequest): Promise<Prepared> {
  const { world, emit, interrupt, print } = context
  const { show, forceWorkspace, workspace } = scopeOfRequest(context, request)
  const options = { ...request, show, graph: print.drawn, ...(forceWorkspace && { forceWorkspace }) }
  const io = { env: world.env, stdin: world.stdin.read }
  const connection = { ...(await targetConnection(context)), ...(workspace !== undefined && { workspace }) }
  const made = world.workflows.preparePlan(connection, options, io, emit, interrupt.signal)
  const prepared = await interrupt.guard(made)
  context.quiet()
  return prepared
}

/** A plan that was made just now, or read from a saved one. */
export interface Shown extends Pick<Prepared, 'plan' | 'warnings' | 'refusals' | 'locate'> {
  /** What stays as it is and depends on what the plan touches; undefined where a saved plan does not tell. */
  dependants(): Dependants | undefined
}

/**
 * Shows a plan on stdout, its warnings and what the guards have against it on stderr.
 * @param context the command's context
 * @param prepared the plan
 * @param workspace whose plan it is, in a run over several
 * @returns the warnings and refusals, for the JSON report
 */
export async function showPlan(context: Context, prepared: Shown, workspace?: string): Promise<Located[]> {
  const { print } = context
  const warnings = located([...prepared.warnings, ...prepared.plan.diagnostics], prepared.locate)
  await print.note(diagnosticsText(inWorkspace(warnings, workspace), print.colour.stderr))
  if (!print.silent)
    await print.result(planText(prepared.plan, { colour: print.colour.stdout, verbose: print.verbose }))
  const refusals = located(prepared.refusals, prepared.locate)
  if (!print.silent || !print.json)
    await print.problem(diagnosticsText(inWorkspace(refusals, workspace), print.colour.stderr))
  return [...warnings, ...refusals]
}

/**
 * Gives the parts of a result that tell the plan; the plan itself only where a report asks for it, since places
 * cost a second look at the files.
 * @param context the command's context
 * @param prepared the plan
 * @param diagnostics its warnings
 * @param course what became of it, for reviewers
 */
export async function planResult(
  context: Context,
  prepared: Shown & Pick<Prepared, 'target' | 'workspace'>,
  diagnostics: Located[],
  course: Course,
): Promise<Omit<Result, 'exit'>> {
  const { print } = context
  const { plan, target, workspace, locate } = prepared
  const where = workspace === undefined ? {} : { workspace }
  const reviewed = print.reviewed && (await import('./review.ts'))
  return {
    target,
    ...where,
    diagnostics,
    ...(print.json && { parts: { plan: planJson(plan, locate) } }),
    ...(reviewed && { review: await reviewed.reviewOf(context, target, [{ ...where, plan: prepared }], course) }),
  }
}
