import type { FieldChange } from '../model/change.ts'
import type { Value } from '../model/value.ts'
import { certificateText } from './certificate.ts'
import { hidden } from './hidden.ts'
import type { Ink } from './ink.ts'
import { printable } from './printable.ts'
import { textDifference } from './text-difference.ts'
import { type Limits, pairText, valueText } from './value-text.ts'

const CHANGED = '(secret, changed)'

/**
 * Writes one field that changes.
 * @param field the difference
 * @param paint colours
 * @param limits where to cut
 * @returns one line, or several for texts and certificates
 */
export function fieldText(field: FieldChange, paint: Ink, limits: Limits): string[] {
  const { before, after } = field
  const path = printable(field.path)
  if (field.moved !== undefined) return [`${path}: ${movedText(field, limits)}`]
  if (isNothing(before) || isNothing(after)) return [`${path}: ${oneSided(field, paint, limits)}`]
  if (hidden(before) || hidden(after)) return [`${path}: ${CHANGED}`]
  if (typeof before === 'string' && typeof after === 'string') return texts(path, before, after, paint, limits)
  const [old, next] = [valueText(before, limits), valueText(after, limits)]
  // Records whose only difference is a secret inside read alike.
  return [old === next ? `${path}: ${old} ${CHANGED}` : `${path}: ${old} → ${next}`]
}

function texts(path: string, before: string, after: string, paint: Ink, limits: Limits): string[] {
  const [old, next] = [certificateText(before), certificateText(after)]
  if (old !== undefined || next !== undefined) {
    const lines = [`- ${valueText(before)}`, `+ ${valueText(after)}`]
    return [`${path}:`, ...lines.map((line, index) => `    ${index === 0 ? paint.delete(line) : paint.create(line)}`)]
  }
  if (before.includes('\n') || after.includes('\n')) {
    return [`${path}:`, ...textDifference(before, after, paint, limits).map((line) => `    ${line}`)]
  }
  return [`${path}: ${pairText(before, after, limits).join(' → ')}`]
}

function movedText(field: FieldChange, limits: Limits): string {
  return `${valueText(field.after, limits)} moved from ${field.moved?.from} to ${field.moved?.to}`
}

function oneSided(field: FieldChange, paint: Ink, limits: Limits): string {
  const [old, next] = [valueText(field.before, limits), valueText(field.after, limits)]
  if (!field.path.endsWith(']')) return `${old} → ${next}`
  return isNothing(field.before) ? paint.create(`+ ${next}`) : paint.delete(`- ${old}`)
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || value === null
}
