import { type Diagnostic, problem, Refusal } from '../../model/diagnostic.ts'

/**
 * Builds the error for a command line that cannot be understood.
 * @param message what is wrong
 * @param hint how to do it right
 */
export function usage(message: string, hint?: string): Refusal {
  const more: Partial<Diagnostic> = hint === undefined ? {} : { hint }
  return new Refusal('invalid', [problem('usage', message, more)])
}
