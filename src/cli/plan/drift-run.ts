import { connectionOf } from '../../config/connection.ts'
import { ignoreInForce } from '../../config/ignore-in-force.ts'
import { driftOptionsOf } from '../../config/planning.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import { driftJson, driftSummary, recordText } from '../../report/drift-text.ts'
import { planSummary } from '../../report/plan-summary.ts'
import { planText } from '../../report/plan-text.ts'
import { inWorkspace, workspaceHeading, workspacesText } from '../../report/workspaces-text.ts'
import type { Drift, DriftOptions } from '../../workflow/drift/find-drift.ts'
import type { Prepared } from '../../workflow/plan/prepare-plan.ts'
import type { Context, Result } from '../arguments/command.ts'
import { exitOfAll } from '../change/apply-exit.ts'
import { fingerprintKey } from '../files/fingerprint-key.ts'
import { stateFiles } from '../files/state-files.ts'
import { storeOf } from '../files/store-of.ts'
import { outcomeOfError } from '../terminal/outcome-of-error.ts'
import { allResult, preparePlans, showFailure, type WorkspacePart } from './all-plans.ts'
import { type PlanRequest, planResult, prepare, type Shown } from './plan-run.ts'

/** How one workspace differs, ready to be shown. */
interface Found {
  shown: Shown
  drift: Drift
}

/**
 * Tells how the gateway differs from the state files, and which side changed.
 * @param context the command's context
 * @returns the result; its exit is `changes` when anything differs
 */
export async function drift(context: Context): Promise<Result> {
  const { settings, world } = context
  const { readIgnoreOf } = await import('../../workflow/desired/read-ignore.ts')
  const ignoring = await readIgnoreOf(connectionOf(settings), ignoreInForce(settings))
  const looking = { store: await storeOf({ settings, world }), ignoring, key: await fingerprintKey(context) }
  const request = { files: stateFiles(context), plan: driftOptionsOf(settings), reset: false }
  return settings.flag('all-workspaces') ? driftAll(context, request, looking) : driftOne(context, request, looking)
}

async function driftOne(context: Context, request: PlanRequest, looking: DriftOptions): Promise<Result> {
  const prepared = await prepare(context, request)
  try {
    const found = await find(prepared, looking)
    const diagnostics = await show(context, found)
    const result = await planResult(context, { ...prepared, ...found.shown }, diagnostics, {})
    return { ...result, exit: exitOf(found), parts: { ...result.parts, drift: driftJson(found.drift) } }
  } finally {
    await prepared.close()
  }
}

async function driftAll(context: Context, request: PlanRequest, looking: DriftOptions): Promise<Result> {
  const prepared = await preparePlans(context, request)
  try {
    const parts: WorkspacePart[] = []
    for (const { workspace, prepared: plan, error } of prepared.workspaces) {
      if (plan) parts.push(await showWorkspace(context, workspace, await find(plan, looking)))
      else {
        const { exit, diagnostics } = outcomeOfError(error, context.interrupt)
        parts.push(await showFailure(context, { workspace, exit, diagnostics: located(diagnostics) }))
      }
    }
    await context.print.note(withoutFile(prepared.leftAlone))
    const ends = parts.map(({ workspace, exit }) => ({ workspace, status: exit }))
    await context.print.result(workspacesText(ends, context.print.colour.stdout, 'none of them with drift'))
    return { ...(await allResult(context, prepared.target, parts, {})), exit: exitOfAll(parts.map(({ exit }) => exit)) }
  } finally {
    await prepared.close()
  }
}

async function showWorkspace(context: Context, workspace: string, found: Found): Promise<WorkspacePart> {
  const { print } = context
  await print.result(workspaceHeading(workspace, print.colour.stdout))
  const diagnostics = await show(context, found, workspace)
  await print.result('\n')
  return { workspace, exit: exitOf(found), diagnostics, plan: found.shown, more: { drift: driftJson(found.drift) } }
}

const exitOf = ({ drift: { changes } }: Found): 'changes' | 'done' => (changes.length > 0 ? 'changes' : 'done')

async function find(prepared: Prepared, looking: DriftOptions): Promise<Found> {
  const { findDrift } = await import('../../workflow/drift/find-drift.ts')
  const found = await findDrift(prepared, looking)
  const warnings = [...prepared.warnings, ...(found.without ? [found.without] : [])]
  const plan = { ...prepared.plan, changes: found.changes, steps: [], waves: [], deletesFrom: 0 }
  const dependants = () => prepared.dependants(found.changes)
  return { drift: found, shown: { plan, warnings, refusals: [], locate: prepared.locate, dependants } }
}

async function show({ print }: Context, { shown, drift: found }: Found, workspace?: string): Promise<Located[]> {
  const { plan, warnings, locate } = shown
  const remarks = located([...warnings, ...plan.diagnostics], locate)
  await print.note(diagnosticsText(inWorkspace(remarks, workspace), print.colour.stderr))
  if (found.base) await print.note(recordText(found.base))
  if (print.silent) return remarks
  const { unchanged } = planSummary(plan)
  const summary = driftSummary(found, unchanged, print.colour.stdout)
  await print.result(planText(plan, { colour: print.colour.stdout, verbose: print.verbose, summary }))
  return remarks
}

function withoutFile(names: readonly string[]): string {
  return names.length === 0 ? '' : `No file is for these workspaces, and they were not looked at: ${names.join(', ')}\n`
}
