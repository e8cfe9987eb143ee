import { structuredPatch } from 'diff'
import { printable } from './printable.ts'
import type { Limits } from './value-text.ts'

const CONTEXT = 2

/**
 * Writes what changed in a text of several lines.
 * @param before the old text
 * @param after the new text
 * @param limits at most so many lines are written; the rest is counted
 * @returns lines with `-`, `+` or a space before them, and `…` where some are left out
 */
export function textDifference(before: string, after: string, limits: Limits): string[] {
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT })
  const lines = patch.hunks.flatMap((hunk, index) => [...(index > 0 ? ['…'] : []), ...hunk.lines])
  const shown = lines.slice(0, limits.lines ?? lines.length)
  const rest = lines.length - shown.length
  if (rest === 0) return shown.map(printable)
  limits.onCut?.()
  return [...shown.map(printable), `… ${rest} more lines (--verbose shows all)`]
}
