import { fileValue } from '../../config/file-value.ts'
import { Refusal } from '../../model/diagnostic.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import type { Part } from '../../report/plan-json.ts'
import type { Context } from '../arguments/command.ts'
import type { PlanRequest } from '../plan/plan-run.ts'
import type { Rehearsed } from '../plan/rehearsal-run.ts'
import { type ConfirmPolicy, confirm } from '../terminal/confirm.ts'

/** A question older than this is asked of a gateway that may have changed, milliseconds. */
const STALE_MS = 60_000

/** What somebody is asked to agree to. */
interface Askable<T> {
  /** Reads again what it was made from; gives a new one if it differs. */
  refresh(): Promise<T | undefined>
}

/** How it is told and asked about. */
export interface Manner<T> {
  question(plan: T): string
  /** Shows it; gives its warnings and refusals. */
  show(plan: T): Promise<Located[]>
  /** The same as text, for a question while stdout carries a document. */
  text(plan: T): string
  isRefused(plan: T): boolean
  isEmpty(plan: T): boolean
  /** Tries it on a copy, where that is asked for; what would fail speaks against it. */
  rehearse?(plan: T): Promise<Rehearsed>
}

/** The plan in the end, and what speaks against applying it. */
export interface Agreement<T> {
  agreed: T
  against: Located[]
  /** What the JSON report says of a rehearsal, and what reviewers are told. */
  parts?: Part
  facts?: readonly string[]
}

/**
 * Rehearses where that is asked for, asks, and asks again when the gateway changed while the question stood.
 * @param context the command's context
 * @param plan what was shown
 * @param policy whether anybody is asked
 * @param manner how
 * @returns what is to be applied, unless something speaks against it or it is empty by now
 */
export async function agree<T extends Askable<T>>(
  context: Context,
  plan: T,
  policy: ConfirmPolicy,
  manner: Manner<T>,
): Promise<Agreement<T>> {
  const { against = [], parts, facts } = (await manner.rehearse?.(plan)) ?? {}
  const about = parts && facts ? { parts, facts } : {}
  if (against.length > 0) return { agreed: plan, against, ...about }
  return { ...about, ...(await ask(context, plan, policy, manner)) }
}

async function ask<T extends Askable<T>>(
  context: Context,
  plan: T,
  policy: ConfirmPolicy,
  manner: Manner<T>,
): Promise<Agreement<T>> {
  const { print, world, interrupt } = context
  const asks = !policy.yes && (policy.stdinTaken || world.stdin.terminal)
  if (asks && print.silent) await print.problem(manner.text(plan))
  const stood = await confirm(context, policy, manner.question(plan)).catch(refusalOf)
  if (stood instanceof Refusal) return { agreed: plan, against: await tell(context, stood) }
  if (stood <= (policy.fresh ? 0 : STALE_MS)) return { agreed: plan, against: [] }
  const fresh = await interrupt.guard(plan.refresh())
  context.quiet()
  if (fresh === undefined) return { agreed: plan, against: [] }
  await print.problem('The gateway changed while the question stood. The plan is now:\n')
  const shown = await manner.show(fresh)
  if (manner.isRefused(fresh)) return { agreed: fresh, against: shown }
  return manner.isEmpty(fresh) ? { agreed: fresh, against: [] } : agree(context, fresh, policy, manner)
}

/**
 * Says when a command needs somebody's yes.
 * @param context the command's context
 * @param request whether it is a reset, what it reads, and whether a saved plan is applied
 */
export function policyOf(
  { settings }: Context,
  request: Pick<PlanRequest, 'reset' | 'files' | 'approved'>,
): ConfirmPolicy {
  const { file, env } = settings.sources
  const always = fileValue(file, settings.target, 'confirm', env)?.value === 'always'
  return {
    yes: settings.flag('yes'),
    always: request.reset || always,
    stdinTaken: request.files.includes('-'),
    ...(request.approved && { fresh: true }),
  }
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
