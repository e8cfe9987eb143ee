import { structuredPatch } from 'diff'
import type { Ink } from './ink.ts'
import { printable } from './printable.ts'
import type { Limits } from './value-text.ts'

const CONTEXT = 2

/**
 * Writes what changed in a text of several lines.
 * @param before the old text
 * @param after the new text
 * @param paint colours
 * @param limits at most so many lines are written; the rest is counted
 * @returns lines with `-`, `+` or a space before them
 */
export function textDifference(before: string, after: string, paint: Ink, limits: Limits): string[] {
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT })
  const lines = patch.hunks.flatMap((hunk, index) => [...(index > 0 ? ['…'] : []), ...hunk.lines])
  const shown = lines.slice(0, limits.lines ?? lines.length)
  const rest = lines.length - shown.length
  return [
    ...shown.map((line) => painted(printable(line), paint)),
    ...(rest > 0 ? [paint.faint(`… ${rest} more lines (--verbose shows all)`)] : []),
  ]
}

function painted(line: string, paint: Ink): string {
  if (line.startsWith('+')) return paint.create(line)
  return line.startsWith('-') ? paint.delete(line) : paint.faint(line)
}
