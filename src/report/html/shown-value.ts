import type { Value } from '../../model/value.ts'
import { certificateText } from '../certificate.ts'
import { hidden } from '../hidden.ts'
import { printable } from '../printable.ts'
import { valueText } from '../value-text.ts'

/** A page stays usable only if no single value fills it; what is cut is said. */
export const LONGEST = 20_000

/**
 * Writes a value for a cell of a table: as JSON on one line, but a text of several lines as it is.
 * @param value what a field holds
 * @returns text that may have ends of lines; secrets masked, certificates described, control characters escaped
 */
export function shownValue(value: Value): string {
  if (typeof value !== 'string' || value.length > LONGEST || !hasLines(value)) {
    return valueText(value, { characters: LONGEST })
  }
  return value.split('\n').map(printable).join('\n')
}

/**
 * Tells whether a value is a text of several lines that is shown as such: no secret and no certificate.
 * @param value any value of a field
 */
export function hasLines(value: Value): value is string {
  if (typeof value !== 'string' || hidden(value)) return false
  return value.trimEnd().includes('\n') && certificateText(value) === undefined
}
