import { fileValue } from '../config/file-value.ts'
import type { Settings } from '../config/settings.ts'
import { Refusal } from '../model/diagnostic.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'
import { diagnosticsText, type Located, located } from '../report/diagnostics-text.ts'
import { outcomeSummary, outcomeText, parallelismText } from '../report/outcome-text.ts'
import { outcomeJson } from '../report/plan-json.ts'
import { planSummary } from '../report/plan-summary.ts'
import { planText } from '../report/plan-text.ts'
import type { Prepared } from '../workflow/prepare-plan.ts'
import type { Context, Result } from './command.ts'
import { type ConfirmPolicy, confirm } from './confirm.ts'
import type { Exit } from './exit.ts'
import { type PlanRequest, planResult, prepare, showPlan } from './plan-run.ts'

/** A question older than this is asked of a gateway that may have changed, milliseconds. */
const STALE_MS = 60_000
const STOPPING = '\nStopping: what is in flight is finished, nothing more is started. Once more to quit at once.\n'

/**
 * Plans, shows, asks and applies: sync, apply and reset.
 * @param context the command's context
 * @param request what to plan
 * @returns the result; its exit tells whether all was applied
 */
export async function change(context: Context, request: PlanRequest): Promise<Result> {
  const prepared = await prepare(context, request)
  try {
    const diagnostics = await showPlan(context, prepared)
    if (prepared.refusals.length > 0) return { ...planResult(context, prepared, diagnostics), exit: 'refused' }
    if (prepared.plan.changes.length === 0) return { ...planResult(context, prepared, diagnostics), exit: 'done' }
    const { agreed, against } = await agree(context, prepared, policyOf(context, request))
    const result = planResult(context, agreed, [...diagnostics, ...against])
    if (against.length > 0) return { ...result, exit: 'refused' }
    if (agreed.plan.changes.length === 0) return { ...result, exit: 'done' }
    const outcome = await apply(context, agreed)
    await context.print.result(outcomeText(agreed.plan, outcome, context.print.colour.stdout))
    return {
      ...result,
      exit: exitOf(agreed.plan, outcome),
      parts: { ...result.parts, outcome: outcomeJson(agreed.plan, outcome) },
    }
  } finally {
    await prepared.close()
  }
}

/** The plan in the end, and what speaks against applying it. */
interface Agreement {
  agreed: Prepared
  against: Located[]
}

// Asks, and asks again when the gateway changed while the question stood.
async function agree(context: Context, prepared: Prepared, policy: ConfirmPolicy): Promise<Agreement> {
  const { print, world, interrupt } = context
  const asks = !policy.yes && (policy.stdinTaken || world.stdin.terminal)
  if (asks && print.json) {
    await print.problem(planText(prepared.plan, { colour: print.colour.stderr, verbose: print.verbose }))
  }
  const stood = await confirm(context, policy, questionOf(prepared)).catch(refusalOf)
  if (stood instanceof Refusal) return { agreed: prepared, against: await tell(context, stood) }
  if (stood <= STALE_MS) return { agreed: prepared, against: [] }
  const fresh = await interrupt.guard(prepared.refresh())
  context.quiet()
  if (fresh === undefined) return { agreed: prepared, against: [] }
  await print.problem('The gateway changed while the question stood. The plan is now:\n')
  const shown = await showPlan(context, fresh)
  if (fresh.refusals.length > 0) return { agreed: fresh, against: shown }
  return fresh.plan.changes.length === 0 ? { agreed: fresh, against: [] } : agree(context, fresh, policy)
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}

async function tell({ print }: Context, { diagnostics }: Refusal): Promise<Located[]> {
  const found = located(diagnostics)
  await print.problem(diagnosticsText(found, print.colour.stderr))
  return found
}

async function apply(context: Context, { plan, apply: start }: Prepared): Promise<Outcome> {
  const { settings, emit, interrupt, print } = context
  interrupt.applying(STOPPING)
  // Deletes that another one takes along have no step of their own.
  emit({ type: 'planned', changes: plan.steps.length })
  const options = {
    failFast: settings.flag('fail-fast'),
    deleteDespiteFailures: settings.flag('delete-despite-failures'),
  }
  const outcome = await start(options, emit, interrupt.signal)
  context.quiet()
  if (outcome.parallelism && print.verbose) await print.note(parallelismText(outcome.parallelism))
  return outcome
}

function policyOf({ settings }: Context, request: PlanRequest): ConfirmPolicy {
  return {
    yes: settings.flag('yes'),
    always: request.reset || confirmSetting(settings) === 'always',
    stdinTaken: request.files.includes('-'),
  }
}

function confirmSetting(settings: Settings): unknown {
  const { sources, target } = settings
  return fileValue(sources.file, target, 'confirm', sources.env)?.value
}

function questionOf({ plan, target }: Prepared): string {
  const counts = planSummary(plan)
  const deletes = counts.delete + counts.replace
  const what = `${plan.changes.length} ${plan.changes.length === 1 ? 'change' : 'changes'}`
  const warned = deletes > 0 ? `, ${deletes} of them deleting` : ''
  return `Apply ${what}${warned} to ${target.address}?`
}

function exitOf(plan: Plan, outcome: Outcome): Exit {
  const { done } = outcomeSummary(plan, outcome)
  if (done === plan.changes.length) return 'done'
  if (outcome.interrupted) return 'interrupted'
  return outcome.written > 0 ? 'partly' : 'failed'
}
