import { connectionOf } from '../config/connection.ts'
import { fileValue } from '../config/file-value.ts'
import type { PlanOptions } from '../model/settings.ts'
import { diagnosticsText, type Located, located } from '../report/diagnostics-text.ts'
import { planJson } from '../report/plan-json.ts'
import { planText } from '../report/plan-text.ts'
import { inWorkspace } from '../report/workspaces-text.ts'
import type { Prepared } from '../workflow/prepare-plan.ts'
import type { Context, Result } from './command.ts'

/** What a plan is made of: state files, or nothing for a reset. */
export interface PlanRequest {
  files: readonly string[]
  plan: PlanOptions
  reset: boolean
}

/**
 * Makes the plan that diff shows and sync applies.
 * @param context the command's context
 * @param request what to plan
 * @returns the plan; the caller closes it
 */
export async function prepare(context: Context, request: PlanRequest): Promise<Prepared> {
  const { settings, world, emit, interrupt } = context
  const { file, env } = settings.sources
  const show = fileValue(file, undefined, 'show', env)?.value
  const forced = !request.reset && settings.flag('force-workspace') && { forceWorkspace: true }
  const options = { ...request, show: Array.isArray(show) ? show.map(String) : [], ...forced }
  const io = { env: world.env, stdin: world.stdin.read }
  const connection = connectionOf(settings)
  const made = world.workflows.preparePlan(connection, options, io, emit, interrupt.signal)
  const prepared = await interrupt.guard(made)
  context.quiet()
  return prepared
}

/**
 * Shows a plan on stdout, its warnings and what the guards have against it on stderr.
 * @param context the command's context
 * @param prepared the plan
 * @param workspace whose plan it is, in a run over several
 * @returns the warnings and refusals, for the JSON report
 */
export async function showPlan(context: Context, prepared: Prepared, workspace?: string): Promise<Located[]> {
  const { print } = context
  const warnings = located([...prepared.warnings, ...prepared.plan.diagnostics], prepared.locate)
  await print.note(diagnosticsText(inWorkspace(warnings, workspace), print.colour.stderr))
  if (!print.json) await print.result(planText(prepared.plan, { colour: print.colour.stdout, verbose: print.verbose }))
  const refusals = located(prepared.refusals, prepared.locate)
  if (!print.json) await print.problem(diagnosticsText(inWorkspace(refusals, workspace), print.colour.stderr))
  return [...warnings, ...refusals]
}

/**
 * Gives the parts of a result that tell the plan; the plan itself only where a JSON report asks for it, since places
 * cost a second look at the files.
 * @param context the command's context
 * @param prepared the plan
 * @param diagnostics its warnings
 */
export function planResult({ print }: Context, prepared: Prepared, diagnostics: Located[]): Omit<Result, 'exit'> {
  const { plan, target, workspace, locate } = prepared
  return {
    target,
    ...(workspace !== undefined && { workspace }),
    diagnostics,
    ...(print.json && { parts: { plan: planJson(plan, locate) } }),
  }
}
