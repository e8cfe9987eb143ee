import type { Value } from '../model/value.ts'
import { certificateText } from './certificate.ts'
import { masked } from './hidden.ts'
import { printable } from './printable.ts'

/** How long values may be in a report; absent: as long as they are. */
export interface Limits {
  /** Characters of a value on one line. */
  characters?: number
  /** Lines of a text difference. */
  lines?: number
  /** Of two texts longer than this only the part that differs is shown; absent: as `characters`. */
  alike?: number
  /** Is called where something is left out that a reader might miss. */
  onCut?: () => void
}

/**
 * Writes a value on one line: JSON, secrets masked, certificates described, control characters escaped.
 * @param value what a field holds; undefined for a field that is not there
 * @param limits where to cut
 */
export function valueText(value: Value | undefined, limits: Limits = {}): string {
  if (value === undefined || value === null) return '(none)'
  const plain = masked(value)
  if (plain === '(secret)') return plain
  if (typeof plain === 'string') return printable(certificateText(plain) ?? cut(JSON.stringify(plain), limits))
  return printable(cut(JSON.stringify(plain), limits))
}

/**
 * Cuts a text, and says how much of it is left out.
 * @param text printable already
 * @param limits where to cut
 */
export function cut(text: string, { characters, onCut }: Limits): string {
  if (characters === undefined || text.length <= characters) return text
  onCut?.()
  return `${text.slice(0, characters)}… (${text.length - characters} more characters)`
}

/**
 * Writes two long texts that differ, reduced to the part that differs and a little around it.
 * @param before the old text
 * @param after the new text
 * @param limits how long texts are that stay whole, and where the part is cut
 */
export function pairText(before: string, after: string, limits: Limits): [string, string] {
  const { characters, alike = characters } = limits
  const longest = Math.max(before.length, after.length)
  if (alike === undefined || longest <= alike) return [valueText(before), valueText(after)]
  const shortest = Math.min(before.length, after.length)
  let head = 0
  while (head < shortest && before[head] === after[head]) head++
  let tail = 0
  while (tail < shortest - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return [excerpt(before, head, tail, limits), excerpt(after, head, tail, limits)]
}

const AROUND = 20

function excerpt(text: string, head: number, tail: number, limits: Limits): string {
  const from = Math.max(0, head - AROUND)
  const to = Math.min(text.length, text.length - tail + AROUND)
  const inner = cut(JSON.stringify(text.slice(from, to)), limits)
  return printable(`${from > 0 ? '…' : ''}${inner}${to < text.length ? '…' : ''}`)
}
