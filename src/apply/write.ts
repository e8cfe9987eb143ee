import type { Step } from '../model/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { NotSent } from './journalled.ts'
import { INTERRUPTED, type StepResult } from './step-result.ts'

/** The part of a session that applying needs. */
export interface Writer {
  /** A writer that waits first asks before it sends whether anything speaks against it by then. */
  write(step: Step, signal?: AbortSignal, reasonNotTo?: () => StepResult | undefined): Promise<unknown>
  /** Asks the controller whether it would take the body of a create or update. */
  check(step: Step, signal?: AbortSignal): Promise<Diagnostic[]>
}

/**
 * Carries out one step. Before a step that takes something away to make way for others, the controller is asked
 * whether it would accept those; if not, nothing is taken away.
 */
export async function write(
  step: Step,
  frees: readonly Step[],
  writer: Writer,
  signal?: AbortSignal,
  reasonNotTo?: () => StepResult | undefined,
): Promise<StepResult> {
  try {
    const refusal = frees.length === 0 ? undefined : await refusalOf(frees, writer, signal)
    if (refusal)
      return {
        state: 'failed',
        reason: `left as it is, since the controller would refuse what it makes way for: ${refusal.message}`,
      }
    await writer.write(step, signal, reasonNotTo)
    return { state: 'done' }
  } catch (error) {
    return failed(error)
  }
}

async function refusalOf(
  frees: readonly Step[],
  writer: Writer,
  signal: AbortSignal | undefined,
): Promise<Diagnostic | undefined> {
  const answers = await Promise.all(frees.map((freed) => writer.check(freed, signal)))
  return answers.flat().find(({ level }) => level === 'error')
}

function failed(error: unknown): StepResult {
  if (error instanceof NotSent) return error.result
  if (!(error instanceof Error)) return { state: 'failed', reason: String(error) }
  const facts = 'facts' in error && typeof error.facts === 'object' && error.facts !== null ? error.facts : {}
  if ('interrupted' in facts && facts.interrupted === true && !('attempts' in facts)) return INTERRUPTED
  const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined
  const uncertain = 'uncertain' in facts && facts.uncertain === true
  return {
    state: 'failed',
    reason: error.message,
    ...(hint !== undefined && { hint }),
    ...(uncertain && { uncertain }),
  }
}
