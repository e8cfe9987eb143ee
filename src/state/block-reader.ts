import type { Fields, Value } from '../model/value.ts'
import { BEYOND, readInline } from './block-scalar.ts'
import type { Reading } from './reading.ts'
import { resolveScalar } from './scalar.ts'

/** Where the reader stands: at the first character of a line's content, or of what follows a dash. */
interface Cursor {
  reading: Reading
  text: string
  at: number
  /** The column of `at`, from 0; -1 at the end of the text. */
  column: number
  depth: number
}

const DEEPEST = 100
const LONGEST_KEY = 1000
const [LINE_FEED, SPACE, QUOTE, HASH, DASH, COLON, PIPE] = [10, 32, 34, 35, 45, 58, 124]

/** Anything but printable ASCII and line feeds is looked at closer; tabs, carriage returns and the like are beyond. */
const UNUSUAL = /[^\n -~]/
const BEYOND_TEXT = /[^\n -~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u

/** Letters, digits and _ - . / by their codes. */
const IN_KEY = new Uint8Array(128)
for (const each of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./') IN_KEY[each.charCodeAt(0)] = 1

/**
 * Reads YAML of the plain kind that dumps are written in, many times faster than a reader of all YAML: one mapping in
 * block form, keys of letters and digits or in quotes, values on one line or in a `|` block. Undefined for anything
 * else, right or wrong: then the general reader decides. What both can read they read alike, remarks included.
 */
export function readBlocks(reading: Reading): Fields | undefined {
  const { masked: text, placeholders } = reading.source
  if (placeholders.length > 0 || (UNUSUAL.test(text) && BEYOND_TEXT.test(text))) return undefined
  const attempt: Reading = { ...reading, diagnostics: [] }
  const cursor: Cursor = { reading: attempt, text, at: 0, column: 0, depth: 0 }
  try {
    goToLine(cursor, afterMarker(text))
    const fields = cursor.column === 0 ? readMapping(cursor, 0) : undefined
    if (fields === undefined || cursor.column >= 0) return undefined
    for (const each of attempt.diagnostics) reading.diagnostics.push(each)
    return fields
  } catch (error) {
    if (error === BEYOND) return undefined
    throw error
  }
}

/** A document may begin with `---`, after comments. */
function afterMarker(text: string): number {
  const marker = /^(?:#[^\n]*\n|\n)*---\n/.exec(text)
  return marker ? marker[0].length : 0
}

/** Goes to the next line that holds more than blanks and comments. */
function goToLine(cursor: Cursor, from: number): void {
  const { text } = cursor
  for (let start = from; start < text.length; ) {
    let at = start
    while (text.charCodeAt(at) === SPACE) at++
    const first = text.charCodeAt(at)
    if (at < text.length && first !== LINE_FEED && first !== HASH) {
      if (at === start && (text.startsWith('---', at) || text.startsWith('...', at))) throw BEYOND
      cursor.at = at
      cursor.column = at - start
      return
    }
    start = endOfLine(text, at) + 1
  }
  cursor.at = text.length
  cursor.column = -1
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function isBreak(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) === LINE_FEED
}

function isDash({ text, at }: Cursor): boolean {
  return text.charCodeAt(at) === DASH && (text.charCodeAt(at + 1) === SPACE || isBreak(text, at + 1))
}

function readMapping(cursor: Cursor, column: number): Fields {
  if (++cursor.depth > DEEPEST) throw BEYOND
  const fields: Fields = {}
  while (cursor.column === column) {
    const key = readKey(cursor, cursor.at)
    if (key === undefined || key === '__proto__' || Object.hasOwn(fields, key)) throw BEYOND
    fields[key] = readValue(cursor, column)
  }
  if (cursor.column > column) throw BEYOND
  cursor.depth--
  return fields
}

/** Reads a key with its colon and goes behind it; undefined where no key stands. */
function readKey(cursor: Cursor, start: number): string | undefined {
  const { text } = cursor
  const quoted = text.charCodeAt(start) === QUOTE
  const end = quoted ? endOfQuoted(text, start) : endOfWord(text, start)
  if (end === start || end - start > LONGEST_KEY || text.charCodeAt(end) !== COLON) return undefined
  if (text.charCodeAt(end + 1) !== SPACE && !isBreak(text, end + 1)) return undefined
  cursor.at = end + 1
  if (quoted) return text.slice(start + 1, end - 1)
  const key = text.slice(start, end)
  return typeof resolveScalar(key) === 'string' && text.charCodeAt(start) !== DASH ? key : undefined
}

function endOfWord(text: string, start: number): number {
  let at = start
  while (IN_KEY[text.charCodeAt(at)] === 1) at++
  return at
}

/** After the closing quote; the start for one with escapes or of several lines. */
function endOfQuoted(text: string, start: number): number {
  let at = start + 1
  while (text.charCodeAt(at) !== QUOTE) if (isBreak(text, at) || text.charAt(at++) === '\\') return start
  return at + 1
}

/** Reads what follows a key: on its line, or on the lines below it. */
function readValue(cursor: Cursor, column: number): Value {
  const { text } = cursor
  let at = cursor.at
  while (text.charCodeAt(at) === SPACE) at++
  if (text.charCodeAt(at) === PIPE) return readLiteral(cursor, at, column)
  if (!isBreak(text, at)) return readLine(cursor, at, column)
  goToLine(cursor, at)
  if (cursor.column === column && isDash(cursor)) return readSequence(cursor, column)
  return readBelow(cursor, column)
}

function readLine(cursor: Cursor, at: number, column: number): Value {
  const end = endOfLine(cursor.text, at)
  const value = readInline(cursor.reading, at, end)
  goToLine(cursor, end)
  // A plain text may go on there.
  if (cursor.column > column) throw BEYOND
  return value
}

function readBelow(cursor: Cursor, column: number): Value {
  if (cursor.column <= column) return null
  return isDash(cursor) ? readSequence(cursor, cursor.column) : readMapping(cursor, cursor.column)
}

function readSequence(cursor: Cursor, column: number): Value[] {
  if (++cursor.depth > DEEPEST) throw BEYOND
  const items: Value[] = []
  while (cursor.column === column && isDash(cursor)) items.push(readItem(cursor, column))
  if (cursor.column > column) throw BEYOND
  cursor.depth--
  return items
}

function readItem(cursor: Cursor, column: number): Value {
  const { text, at: dash } = cursor
  let at = dash + 1
  while (text.charCodeAt(at) === SPACE) at++
  if (isBreak(text, at)) {
    goToLine(cursor, at)
    return readBelow(cursor, column)
  }
  if (text.charCodeAt(at) === PIPE) return readLiteral(cursor, at, column)
  const inner = column + at - dash
  if (readKey(cursor, at) === undefined) return readLine(cursor, at, column)
  cursor.at = at
  cursor.column = inner
  return readMapping(cursor, inner)
}

const HEADERS = /\|([-+]?)\n/y

/** Reads a `|` block; its lines are indented more than `column`. */
function readLiteral(cursor: Cursor, at: number, column: number): string {
  const { text } = cursor
  HEADERS.lastIndex = at
  const chomping = HEADERS.exec(text)?.[1]
  if (chomping === undefined) throw BEYOND
  const start = HEADERS.lastIndex
  let indent = 0
  while (text.charCodeAt(start + indent) === SPACE) indent++
  if (indent <= column || isBreak(text, start + indent)) throw BEYOND
  const lines: string[] = []
  let line = start
  for (; line < text.length; ) {
    const end = text.indexOf('\n', line)
    if (end < 0) throw BEYOND
    const isEmpty = end === line
    if (!isEmpty && !hasIndent(text, line, indent)) break
    lines.push(isEmpty ? '' : text.slice(line + indent, end))
    line = end + 1
  }
  goToLine(cursor, line)
  if (cursor.column > column) throw BEYOND
  return chomped(lines, chomping)
}

function hasIndent(text: string, line: number, indent: number): boolean {
  for (let at = line; at < line + indent; at++) if (text.charCodeAt(at) !== SPACE) return false
  return true
}

function chomped(lines: string[], chomping: string): string {
  if (chomping !== '+') while (lines.at(-1) === '') lines.pop()
  const text = lines.join('\n')
  return chomping === '-' ? text : `${text}\n`
}
