import { isFields } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { MAX_DEPTH } from './yaml-events.ts'

const [BACKSLASH, COLON, SPACE] = [92, 58, 32]

/**
 * Parses JSON with nothing to remark on, many times faster than a reader that knows where it is: no key given twice, no
 * number that cannot be held. Undefined for anything else. JSON.parse keeps the last of two equal keys without a word;
 * but then the keys of the value are fewer than those of the text.
 */
export function parseSound(text: string): Value | undefined {
  let value: Value
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const count = countKeys(value, 0)
  return count !== undefined && count === keysWritten(text) ? value : undefined
}

/** How many keys a value has, with all in it; undefined where it holds what is to be remarked on. */
function countKeys(value: Value | undefined, depth: number): number | undefined {
  if (typeof value === 'number') return isHeld(value) ? 0 : undefined
  if (typeof value !== 'object' || value === null) return 0
  if (depth >= MAX_DEPTH) return undefined
  if (Array.isArray(value)) return countInList(value, depth)
  return isFields(value) ? countInRecord(value, depth) : 0
}

function isHeld(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) && !Object.is(value, -0) : Number.isFinite(value)
}

function countInList(items: readonly Value[], depth: number): number | undefined {
  let sum = 0
  for (const item of items) {
    const count = countKeys(item, depth + 1)
    if (count === undefined) return undefined
    sum += count
  }
  return sum
}

function countInRecord(fields: Fields, depth: number): number | undefined {
  let sum = 0
  for (const name in fields) {
    const count = countKeys(fields[name], depth + 1)
    if (count === undefined) return undefined
    sum += count + 1
  }
  return sum
}

/** How many texts in quotes have a colon after them; the text is known to be JSON. */
function keysWritten(text: string): number {
  let count = 0
  for (let start = text.indexOf('"'); start >= 0; ) {
    let end = text.indexOf('"', start + 1)
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
    let next = end + 1
    while (text.charCodeAt(next) <= SPACE) next++
    if (text.charCodeAt(next) === COLON) count++
    start = text.indexOf('"', end + 1)
  }
  return count
}

function isEscaped(text: string, quote: number): boolean {
  let before = quote - 1
  while (text.charCodeAt(before) === BACKSLASH) before--
  return (quote - before) % 2 === 0
}
