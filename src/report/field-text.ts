import type { FieldChange } from '../model/change.ts'
import { fieldDifference } from './field-difference.ts'
import type { Ink } from './ink.ts'
import { causeText } from './remarks.ts'
import type { Limits } from './value-text.ts'

const CHANGED = '(secret, changed)'

/**
 * Writes one field that changes.
 * @param field the difference
 * @param paint colours
 * @param limits where to cut
 * @returns one line, or several for texts and certificates
 */
export function fieldText(field: FieldChange, paint: Ink, limits: Limits): string[] {
  const lines = plainText(field, paint, limits)
  const cause = causeText(field)
  if (cause === undefined) return lines
  const [first = '', ...rest] = lines
  return [`${first} ${paint.faint(`(${cause})`)}`, ...rest]
}

function plainText(field: FieldChange, paint: Ink, limits: Limits): string[] {
  const found = fieldDifference(field, limits)
  const { path } = found
  if (found.how === 'text') return [`${path}:`, ...found.lines.map((line) => `    ${painted(line, paint)}`)]
  if (found.how === 'certificate') return [`${path}:`, ...pair(found, paint)]
  if (found.how === 'moved') return [`${path}: ${found.value} moved from ${found.from} to ${found.to}`]
  if (found.how === 'secret') return [`${path}: ${found.value === undefined ? '' : `${found.value} `}${CHANGED}`]
  if (found.how === 'value' || !found.isEntry) return [`${path}: ${found.old} → ${found.next}`]
  return [`${path}: ${found.how === 'came' ? paint.create(`+ ${found.next}`) : paint.delete(`- ${found.old}`)}`]
}

function pair({ old, next }: { old: string; next: string }, paint: Ink): string[] {
  return [`    ${paint.delete(`- ${old}`)}`, `    ${paint.create(`+ ${next}`)}`]
}

function painted(line: string, paint: Ink): string {
  if (line.startsWith('+')) return paint.create(line)
  return line.startsWith('-') ? paint.delete(line) : paint.faint(line)
}
