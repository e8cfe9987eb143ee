import { CLOSING, type Flaw, OPENING } from './placeholder.ts'

/** A piece of a placeholder; `offset` is where it begins in the file. */
export type Token =
  | { kind: 'text'; text: string; offset: number }
  | { kind: 'number'; number: number; offset: number }
  | { kind: 'word'; text: string; offset: number }
  | { kind: '|' | '(' | ')' | 'end'; offset: number }

/** Raised inside this folder when a placeholder cannot be read; never leaves `findPlaceholders`. */
export class FlawFound extends Error {
  readonly flaw: Flaw

  constructor(offset: number, message: string, hint: string) {
    super(message)
    this.flaw = { offset, message, hint }
  }
}

const BLANKS = /\s*/y
const WORD = /[A-Za-z_.$][\w.]*/y
const NUMBER = /[-+]?\d+(?![\w.])/y
const RAW = /`([^`]*)`/y
// JSON and YAML's double quotes ask for a backslash before the quotes inside, which Go's templates do not know.
const ESCAPED = /\\"((?:[^"\\\n]|\\\\\\["\\])*)\\"/y
const QUOTED = /"((?:[^"\\\n]|\\.)*)"/y
const SINGLE = /'((?:[^'\\\n]|\\.)*)'/y

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', n: '\n', r: '\r', t: '\t' }

const QUOTE_HINT = `write the name in double quotes: \${{ env "DECK_HOST" }}`

/**
 * Splits the inside of a placeholder into tokens, as Go's templates do. In: the file's text and the offset after the
 * opening. Out: the tokens, the last of kind `end` at the offset of the closing. Raises FlawFound.
 */
export function readTokens(text: string, from: number): Token[] {
  const tokens: Token[] = []
  for (let offset = skipBlanks(text, from); ; offset = skipBlanks(text, offset)) {
    if (text.startsWith(CLOSING, offset)) return [...tokens, { kind: 'end', offset }]
    if (offset >= text.length) throw unclosed(from - OPENING.length)
    const [token, end] = readToken(text, offset)
    tokens.push(token)
    offset = end
  }
}

/** What is raised for a placeholder without an end. In: where it begins. */
export function unclosed(start: number): FlawFound {
  return new FlawFound(start, 'this placeholder is not closed', `close it with ${CLOSING}`)
}

function skipBlanks(text: string, offset: number): number {
  BLANKS.lastIndex = offset
  return offset + (BLANKS.exec(text)?.[0].length ?? 0)
}

function readToken(text: string, offset: number): [Token, number] {
  const first = text.charAt(offset)
  if (first === '|' || first === '(' || first === ')') return [{ kind: first, offset }, offset + 1]
  const number = match(NUMBER, text, offset)
  if (number) return [{ kind: 'number', number: Number(number[0]), offset }, NUMBER.lastIndex]
  const word = match(WORD, text, offset)
  if (word) return [{ kind: 'word', text: word[0], offset }, WORD.lastIndex]
  return readText(text, offset)
}

function readText(text: string, offset: number): [Token, number] {
  const raw = match(RAW, text, offset)
  if (raw) return [{ kind: 'text', text: raw[1] ?? '', offset }, RAW.lastIndex]
  for (const pattern of [QUOTED, ESCAPED, SINGLE]) {
    const quoted = match(pattern, text, offset)
    if (quoted) return [{ kind: 'text', text: unescaped(quoted[1] ?? '', offset), offset }, pattern.lastIndex]
  }
  const quote = /["'`\\]/.test(text.charAt(offset))
  const message = quote ? 'a quote in this placeholder is not closed' : `"${text.charAt(offset)}" has no place here`
  throw new FlawFound(offset, message, QUOTE_HINT)
}

function match(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset
  return pattern.exec(text)
}

function unescaped(text: string, offset: number): string {
  return text.replace(/\\(.)/g, (whole, letter: string) => {
    const meant = ESCAPES[letter]
    if (meant === undefined) throw new FlawFound(offset, `${whole} means nothing here`, 'use back quotes: `…`')
    return meant
  })
}
