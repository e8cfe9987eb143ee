import type { Value } from '../model/value.ts'
import { BEYOND } from './block-scalar.ts'
import { resolveScalar } from './scalar.ts'

/** What a line says by itself, or what follows the dash that it begins with. */
export interface Line {
  /** Where it begins, from 0; -1 for blanks and comments. */
  column: number
  /** What follows its dash, if it begins with one. */
  item: Line | undefined
  key: string | undefined
  /** Where its value begins; -1 where none stands on the line. */
  rest: number
  /** The value, once it was read, if it is the same wherever such a line stands. */
  value: Value | undefined
}

/** In place of a line where there is none. */
export const NO_LINE: Line = { column: -1, item: undefined, key: undefined, rest: -1, value: undefined }

const LONGEST_KEY = 1000
const [SPACE, QUOTE, HASH, DASH, COLON] = [32, 34, 35, 45, 58]

/** Letters, digits and _ - . / by their codes. */
const IN_KEY = new Uint8Array(128)
for (const each of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./') IN_KEY[each.charCodeAt(0)] = 1

/**
 * Takes a line apart: its dash, its key, and where its value begins. Raises BEYOND for the marker of a document and for the key
 * `__proto__`.
 * @param text the line, printable, without its line feed
 */
export function lineOf(text: string): Line {
  const column = skipSpaces(text, 0)
  if (column === text.length || text.charCodeAt(column) === HASH) return NO_LINE
  if (column === 0 && (text.startsWith('---') || text.startsWith('...'))) throw BEYOND
  const isDash = text.charCodeAt(column) === DASH && isSpaceOrEnd(text, column + 1)
  if (!isDash) return contentOf(text, column)
  const at = skipSpaces(text, column + 1)
  return { column, item: contentOf(text, at), key: undefined, rest: -1, value: undefined }
}

function contentOf(text: string, column: number): Line {
  const end = endOfKey(text, column)
  const key = end < 0 ? undefined : keyOf(text, column, end)
  const at = key === undefined ? column : skipSpaces(text, end + 1)
  return { column, item: undefined, key, rest: at === text.length ? -1 : at, value: undefined }
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === SPACE) at++
  return at
}

const isSpaceOrEnd = (text: string, at: number): boolean => at >= text.length || text.charCodeAt(at) === SPACE

/** Where the colon behind a key stands; -1 where no key does. */
function endOfKey(text: string, start: number): number {
  const end = text.charCodeAt(start) === QUOTE ? endOfQuoted(text, start) : endOfWord(text, start)
  const isKey = end > start && end - start <= LONGEST_KEY && text.charCodeAt(end) === COLON
  return isKey && isSpaceOrEnd(text, end + 1) ? end : -1
}

/** The text of a key; undefined for one that means a number or the like. */
function keyOf(text: string, start: number, end: number): string | undefined {
  if (text.charCodeAt(start) === QUOTE) return allowed(text.slice(start + 1, end - 1))
  const key = text.slice(start, end)
  return typeof resolveScalar(key) === 'string' && text.charCodeAt(start) !== DASH ? allowed(key) : undefined
}

function allowed(key: string): string {
  if (key === '__proto__') throw BEYOND
  return key
}

function endOfWord(text: string, start: number): number {
  let at = start
  while (IN_KEY[text.charCodeAt(at)] === 1) at++
  return at
}

/** After the closing quote; the start for one with escapes or of several lines. */
function endOfQuoted(text: string, start: number): number {
  const end = text.indexOf('"', start + 1)
  return end < 0 || text.slice(start, end).includes('\\') ? start : end + 1
}
