import type { FieldChange } from '../model/change.ts'
import type { Value } from '../model/value.ts'
import { certificateText } from './certificate.ts'
import { hidden } from './hidden.ts'
import { printable } from './printable.ts'
import { textDifference } from './text-difference.ts'
import { type Limits, pairText, valueText } from './value-text.ts'

/** What is told of one field that changes, each part safe to print. */
export type Difference = { path: string } & (
  | { how: 'moved'; value: string; from: number; to: number }
  /** An entry of a list, or a whole field, that was not there or is not any more. */
  | { how: 'came' | 'went'; old: string; next: string; isEntry: boolean }
  /** It differs in a secret; `value` is the rest of it, if there is any. */
  | { how: 'secret'; value?: string }
  | { how: 'certificate'; old: string; next: string }
  | { how: 'value'; old: string; next: string }
  /** Texts of several lines, as lines with `-`, `+` or a space before them. */
  | { how: 'text'; lines: string[] }
)

/**
 * Finds out what is to be told of a field that changes; secrets are masked.
 * @param field the difference
 * @param limits where to cut
 */
export function fieldDifference(field: FieldChange, limits: Limits): Difference {
  const { before, after, moved } = field
  const path = printable(field.path)
  if (moved !== undefined) return { path, how: 'moved', value: valueText(after, limits), ...moved }
  if (!isNothing(before) && !isNothing(after)) return { path, ...changed(before, after, limits) }
  const how = isNothing(before) ? 'came' : 'went'
  const [old, next] = [valueText(before, limits), valueText(after, limits)]
  return { path, how, old, next, isEntry: field.path.endsWith(']') }
}

type Changed = Texts | { how: 'secret'; value?: string }
type Texts =
  | { how: 'certificate'; old: string; next: string }
  | { how: 'value'; old: string; next: string }
  | { how: 'text'; lines: string[] }

function changed(before: Value | undefined, after: Value | undefined, limits: Limits): Changed {
  if (hidden(before) || hidden(after)) return { how: 'secret' }
  if (typeof before === 'string' && typeof after === 'string') return texts(before, after, limits)
  const [old, next] = [valueText(before, limits), valueText(after, limits)]
  // Records whose only difference is a secret inside read alike.
  return old === next ? { how: 'secret', value: old } : { how: 'value', old, next }
}

function texts(before: string, after: string, limits: Limits): Texts {
  if (certificateText(before) !== undefined || certificateText(after) !== undefined) {
    return { how: 'certificate', old: valueText(before), next: valueText(after) }
  }
  if (before.includes('\n') || after.includes('\n')) {
    return { how: 'text', lines: textDifference(before, after, limits) }
  }
  const [old, next] = pairText(before, after, limits)
  return { how: 'value', old, next }
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || value === null
}
