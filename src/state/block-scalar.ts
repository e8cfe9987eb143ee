import type { Value } from '../model/value.ts'
import type { Reading } from './reading.ts'
import { readPlain } from './yaml-scalar.ts'

/** Raised inside this folder where a text is not of the plain kind that `readBlocks` knows; never leaves it. */
export const BEYOND = Symbol('beyond')

/** The rest of a line after a value: nothing, or a comment. */
const REST = / *(?: #.*)?$/my
const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\.)*"/y
const SINGLE_QUOTED = /'(?:[^'\n]|'')*'/y
const WORDS = /\[ *(?:[A-Za-z/][\w./-]*(?: *, *[A-Za-z/][\w./-]*)*)? *\]/y

/** First characters that mean something else than plain text, or may. */
const INDICATORS = new Set([...',[]{}#&*!|>%@`?:\'"'].map((each) => each.charCodeAt(0)))
const [DASH, SPACE] = [45, 32]

/**
 * Reads a value that stands on one line, from an offset to the end of the line. Raises BEYOND for what is not a plain
 * scalar, a quoted one, a list of words in brackets or an empty pair of brackets.
 */
export function readInline(reading: Reading, from: number, end: number): Value {
  const { masked } = reading.source
  const first = masked.charCodeAt(from)
  if (!INDICATORS.has(first) && first !== DASH) return readBare(reading, from, end)
  if (first === DASH && from + 1 < end && masked.charCodeAt(from + 1) !== SPACE) return readBare(reading, from, end)
  const character = masked.charAt(from)
  if (character === '"') return unescaped(token(masked, DOUBLE_QUOTED, from))
  if (character === "'") return token(masked, SINGLE_QUOTED, from).slice(1, -1).replaceAll("''", "'")
  if (character === '[') return readWords(reading, token(masked, WORDS, from), from)
  if (character === '{' && masked.charAt(from + 1) === '}' && isRest(masked, from + 2)) return {}
  throw BEYOND
}

function token(text: string, pattern: RegExp, from: number): string {
  pattern.lastIndex = from
  if (!pattern.test(text) || !isRest(text, pattern.lastIndex)) throw BEYOND
  return text.slice(from, pattern.lastIndex)
}

function isRest(text: string, from: number): boolean {
  REST.lastIndex = from
  return REST.test(text)
}

/** JSON's escapes are YAML's too; YAML has more. */
function unescaped(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  try {
    return JSON.parse(quoted)
  } catch {
    throw BEYOND
  }
}

function readWords(reading: Reading, list: string, from: number): Value[] {
  const words: Value[] = []
  for (const { 0: word, index } of list.matchAll(/[^[\], ]+/g)) words.push(readPlain(reading, from + index, word))
  return words
}

function readBare(reading: Reading, from: number, end: number): Value {
  let text = reading.source.masked.slice(from, end)
  const comment = text.indexOf(' #')
  if (comment >= 0) text = text.slice(0, comment)
  if (text.endsWith(' ')) text = text.trimEnd()
  if (text.endsWith(':') || text.includes(': ')) throw BEYOND
  return readPlain(reading, from, text)
}
