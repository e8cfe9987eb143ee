/** A place in a JSON text that is being read. */
export interface Cursor {
  text: string
  at: number
}

/** Raised inside this folder for text that is not JSON; never leaves `parseJson`. */
export class NotJson extends Error {
  readonly offset: number
  readonly hint: string

  constructor(offset: number, message: string, hint: string) {
    super(message)
    this.offset = offset
    this.hint = hint
  }
}

const BLANKS = /[ \t\r\n]*/y
// All but quotes, backslashes and control characters.
const PLAIN = /[ !#-[\]-\uffff]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.+-])/y
const WORD = /(?:true|false|null)(?!\w)/y

const QUOTE = 'put texts in double quotes'

/** Goes past white space; tells the character that follows, empty at the end. */
export function peek(cursor: Cursor): string {
  const code = cursor.text.charCodeAt(cursor.at)
  if (code <= 32) skip(cursor, BLANKS)
  return cursor.text.charAt(cursor.at)
}

/** Reads a quoted text and gives its value. Raises NotJson. */
export function readString(cursor: Cursor): string {
  const start = cursor.at
  if (cursor.text.charAt(start) !== '"') throw new NotJson(start, 'a text in double quotes is expected here', QUOTE)
  cursor.at++
  skip(cursor, PLAIN)
  if (cursor.text.charAt(cursor.at) === '"') return cursor.text.slice(start + 1, cursor.at++)
  while (cursor.text.charAt(cursor.at) === '\\') {
    if (!skip(cursor, ESCAPE))
      throw new NotJson(cursor.at, 'an escape that JSON does not know', 'write \\\\ for a backslash')
    skip(cursor, PLAIN)
  }
  if (cursor.text.charAt(cursor.at++) === '"') return JSON.parse(cursor.text.slice(start, cursor.at))
  throw new NotJson(
    cursor.at - 1,
    'a quoted text is not closed on its line',
    'close it, and write \\n for a line break',
  )
}

function skip(cursor: Cursor, pattern: RegExp): boolean {
  pattern.lastIndex = cursor.at
  const found = pattern.test(cursor.text)
  if (found) cursor.at = pattern.lastIndex
  return found
}

/** Reads a number and gives its text. Raises NotJson. */
export function readNumber(cursor: Cursor): string {
  return readToken(cursor, NUMBER, 'a number')
}

/** Reads true, false or null. Raises NotJson. */
export function readWord(cursor: Cursor): boolean | null {
  const word = readToken(cursor, WORD, 'a value')
  return word === 'null' ? null : word === 'true'
}

function readToken(cursor: Cursor, pattern: RegExp, what: string): string {
  const start = cursor.at
  if (!skip(cursor, pattern)) throw new NotJson(start, `${what} is expected here`, QUOTE)
  return cursor.text.slice(start, cursor.at)
}
