import type { Fields, Value } from '../model/value.ts'
import { type Cursor, NotJson, peek, readNumber, readString, readWord } from './json-cursor.ts'
import { fail, type Reading } from './reading.ts'
import { NOT_FINITE, resolveJsonNumber, TOO_LARGE } from './scalar.ts'
import { setField } from './set-field.ts'
import { parseSound } from './sound-json.ts'
import { positionOf } from './source.ts'
import { MAX_DEPTH } from './yaml-events.ts'
import { failNumber } from './yaml-scalar.ts'

interface Json extends Cursor {
  reading: Reading
  depth: number
}

/** Why a text is not JSON, and where. */
export interface JsonFlaw {
  offset: number
  message: string
  hint: string
}

/**
 * Reads JSON; unlike JSON.parse it notes keys that are given twice and numbers that cannot be held, with their places.
 * Out: the value, or why the text is not JSON.
 */
export function parseJson(reading: Reading): { value: Value } | { flaw: JsonFlaw } {
  const quick = parseSound(reading.source.masked)
  return quick === undefined ? parseSlowly(reading) : { value: quick }
}

/** The same, one character after the other, with all remarks. */
export function parseSlowly(reading: Reading): { value: Value } | { flaw: JsonFlaw } {
  const json: Json = { text: reading.source.masked, at: 0, reading, depth: 0 }
  try {
    const value = readValue(json)
    if (peek(json) === '') return { value }
    return { flaw: { offset: json.at, message: 'text after the end of the JSON value', hint: 'leave it out' } }
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    return { flaw: { offset: error.offset, message: error.message, hint: error.hint } }
  }
}

function readValue(json: Json): Value {
  const first = peek(json)
  if (first === '"') return readString(json)
  if (first === '{') return nested(json, readObject)
  if (first === '[') return nested(json, readArray)
  if (first === '-' || (first >= '0' && first <= '9')) return readHeldNumber(json)
  if (first === '') throw new NotJson(json.at, 'the text ends before its last bracket', 'is the file complete?')
  return readWord(json)
}

function nested(json: Json, read: (json: Json) => Value): Value {
  if (++json.depth > MAX_DEPTH) throw new NotJson(json.at, 'nested too deeply', 'no state file needs this many levels')
  json.at++
  const value = read(json)
  json.depth--
  return value
}

function readHeldNumber(json: Json): Value {
  const start = json.at
  const value = resolveJsonNumber(readNumber(json))
  return value === NOT_FINITE || value === TOO_LARGE ? failNumber(json.reading, start, value) : value
}

function readArray(json: Json): Value[] {
  const items: Value[] = []
  if (closes(json, ']')) return items
  do items.push(readValue(json))
  while (continues(json, ']'))
  return items
}

function readObject(json: Json): Fields {
  const fields: Fields = {}
  const first = json.at
  if (closes(json, '}')) return fields
  do {
    peek(json)
    const start = json.at
    const key = readString(json)
    if (peek(json) !== ':') throw new NotJson(json.at, 'a ":" is missing after a key', 'write "key": value')
    json.at++
    const value = readValue(json)
    if (Object.hasOwn(fields, key)) failDuplicate(json, key, first, start)
    setField(fields, key, value)
  } while (continues(json, '}'))
  return fields
}

function closes(json: Json, end: string): boolean {
  if (peek(json) !== end) return false
  json.at++
  return true
}

function continues(json: Json, end: string): boolean {
  const next = peek(json)
  json.at++
  if (next === end) return false
  if (next === ',') return true
  throw new NotJson(json.at - 1, `a comma or ${end} is missing`, `put , between the entries and ${end} at the end`)
}

function failDuplicate(json: Json, key: string, first: number, start: number): void {
  const quiet: Json = { ...json, at: first, reading: { ...json.reading, diagnostics: [] } }
  const { line, column } = positionOf(json.reading.source, earlierKey(quiet, key))
  const message = `"${key}" is given twice here; the first time at ${line}:${column}`
  fail(json.reading, start, 'duplicate-key', message, 'keep one of the two')
}

function earlierKey(json: Json, key: string): number {
  for (;;) {
    peek(json)
    const start = json.at
    if (readString(json) === key) return start
    peek(json)
    json.at++
    readValue(json)
    peek(json)
    json.at++
  }
}
