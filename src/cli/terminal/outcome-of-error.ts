import { type Diagnostic, problem, Refusal } from '../../model/diagnostic.ts'
import type { Exit } from './exit.ts'
import { type Interrupt, Interrupted } from './interrupt.ts'

/** How a command ends that raised an error. */
export interface Ending {
  exit: Exit
  diagnostics: readonly Diagnostic[]
  /** Something that nobody foresaw. */
  unexpected: boolean
}

/**
 * Decides how an error ends the run.
 * @param error whatever was raised
 * @param interrupt whether a signal came before it, and whether writing had begun by then
 * @returns exit, and what to tell; no stack
 */
export function outcomeOfError(error: unknown, interrupt: Pick<Interrupt, 'signal' | 'begun' | 'shows'>): Ending {
  if (error instanceof Interrupted || interrupt.signal.aborted) {
    const what = interrupt.begun ? `while applying; ${interrupt.shows} shows what is left to do` : 'nothing was written'
    const diagnostics = [problem('interrupted', `interrupted${interrupt.begun ? ' ' : '; '}${what}`)]
    return { exit: 'interrupted', diagnostics, unexpected: false }
  }
  if (error instanceof Refusal) return { exit: error.exit, diagnostics: error.diagnostics, unexpected: false }
  const found = error as { name?: unknown; message?: unknown; hint?: unknown }
  const message = typeof found?.message === 'string' ? found.message : String(error)
  if (found?.name === 'Failure') {
    const more = typeof found.hint === 'string' ? { hint: found.hint } : {}
    return { exit: 'failed', diagnostics: [problem('controller', message, more)], unexpected: false }
  }
  const hint = 'this is a defect of Keelson; please report it with the output of the same command under KEELSON_DEBUG=1'
  return { exit: 'failed', diagnostics: [problem('internal', `unexpected: ${message}`, { hint })], unexpected: true }
}
