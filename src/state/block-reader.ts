import type { Fields, Value } from '../model/value.ts'
import { type Line, lineOf, NO_LINE } from './block-line.ts'
import { BEYOND, readInline } from './block-scalar.ts'
import type { Reading } from './reading.ts'

/** Where the reader stands: on a line, or behind the dash that it begins with. */
interface Cursor {
  reading: Reading
  text: string
  /** Of the line in the text. */
  start: number
  end: number
  line: Line
  depth: number
  /** Lines that were met lately: most come many times, and say the same wherever they stand. */
  met: Map<string, Line>
}

const DEEPEST = 100
/** More would outlive what is collected soon, and cost a large file more than they spare it. */
const MOST_MET = 1000
const [SPACE, PIPE] = [32, 124]

/** Anything but printable ASCII and line feeds is looked at closer; tabs, carriage returns and the like are beyond. */
const UNUSUAL = /[^\n -~]/
const BEYOND_TEXT = /[^\n -~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u

/**
 * Reads YAML of the plain kind that dumps are written in, many times faster than a reader of all YAML: one mapping in
 * block form, keys of letters and digits or in quotes, values on one line or in a `|` block. Undefined for anything
 * else, right or wrong: then the general reader decides. What both can read they read alike, remarks included.
 */
export function readBlocks(reading: Reading): Fields | undefined {
  const { masked: text, placeholders } = reading.source
  if (placeholders.length > 0 || (UNUSUAL.test(text) && BEYOND_TEXT.test(text))) return undefined
  const attempt: Reading = { ...reading, diagnostics: [] }
  const cursor: Cursor = {
    reading: attempt,
    text,
    start: 0,
    end: 0,
    line: NO_LINE,
    depth: 0,
    met: new Map(),
  }
  try {
    goToLine(cursor, afterMarker(text))
    const fields = cursor.line.column === 0 ? readMapping(cursor, 0) : undefined
    if (fields === undefined || cursor.line.column >= 0) return undefined
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
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    const line = meet(cursor, text.slice(start, end))
    if (line.column >= 0) {
      cursor.start = start
      cursor.end = end
      cursor.line = line
      return
    }
    start = end + 1
  }
  cursor.line = NO_LINE
}

function meet({ met }: Cursor, text: string): Line {
  const known = met.get(text)
  if (known !== undefined) return known
  const line = lineOf(text)
  if (met.size === MOST_MET) met.clear()
  met.set(text, line)
  return line
}

function readMapping(cursor: Cursor, column: number): Fields {
  if (++cursor.depth > DEEPEST) throw BEYOND
  const fields: Fields = {}
  while (cursor.line.column === column) {
    const { key } = cursor.line
    if (key === undefined || Object.hasOwn(fields, key)) throw BEYOND
    fields[key] = readValue(cursor, column)
  }
  if (cursor.line.column > column) throw BEYOND
  cursor.depth--
  return fields
}

/** Reads what follows a key: on its line, or on the lines below it. */
function readValue(cursor: Cursor, column: number): Value {
  if (cursor.line.rest >= 0) return readRest(cursor, column)
  goToLine(cursor, cursor.end + 1)
  if (cursor.line.column === column && cursor.line.item !== undefined) return readSequence(cursor, column)
  return readBelow(cursor, column)
}

/** Reads the value on the line. */
function readRest(cursor: Cursor, column: number): Value {
  const { line, text } = cursor
  let { value } = line
  if (value === undefined) {
    const at = cursor.start + line.rest
    if (text.charCodeAt(at) === PIPE) return readLiteral(cursor, at, column)
    value = readOnce(cursor, line, at)
  }
  goToLine(cursor, cursor.end + 1)
  // A plain text may go on there.
  if (cursor.line.column > column) throw BEYOND
  return value
}

/** What needs no remark, which says where it stands, and cannot be changed is kept for the next such line. */
function readOnce({ reading, end }: Cursor, line: Line, at: number): Value {
  const remarks = reading.diagnostics.length
  const value = readInline(reading, at, end)
  if ((typeof value !== 'object' || value === null) && reading.diagnostics.length === remarks) line.value = value
  return value
}

function readBelow(cursor: Cursor, column: number): Value {
  const { item, column: below } = cursor.line
  if (below <= column) return null
  return item !== undefined ? readSequence(cursor, below) : readMapping(cursor, below)
}

function readSequence(cursor: Cursor, column: number): Value[] {
  if (++cursor.depth > DEEPEST) throw BEYOND
  const items: Value[] = []
  while (cursor.line.column === column && cursor.line.item !== undefined) {
    cursor.line = cursor.line.item
    items.push(readItem(cursor, column))
  }
  if (cursor.line.column > column) throw BEYOND
  cursor.depth--
  return items
}

/** Reads what follows a dash. */
function readItem(cursor: Cursor, column: number): Value {
  const { line } = cursor
  if (line.key !== undefined) return readMapping(cursor, line.column)
  if (line.rest >= 0) return readRest(cursor, column)
  goToLine(cursor, cursor.end + 1)
  return readBelow(cursor, column)
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
  if (indent <= column || (text[start + indent] ?? '\n') === '\n') throw BEYOND
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
  if (cursor.line.column > column) throw BEYOND
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
