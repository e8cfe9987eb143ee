import { type Expression, FUNCTIONS } from './placeholder.ts'
import { FlawFound, readTokens, type Token } from './placeholder-tokens.ts'

interface Cursor {
  tokens: readonly Token[]
  next: number
}

const KNOWN = [...FUNCTIONS.keys()].join(', ')

/**
 * Reads the inside of a placeholder: Go's pipelines, as far as decK's functions need them (`env "X" | toInt`,
 * `toInt (env "X")`). In: the file's text and the offset after the opening. Out: the expression and the offset of
 * the closing. Raises FlawFound.
 */
export function parsePlaceholder(text: string, from: number): { expression: Expression; closing: number } {
  const cursor: Cursor = { tokens: readTokens(text, from), next: 0 }
  const expression = readPipeline(cursor)
  const last = take(cursor)
  if (last.kind !== 'end') throw unexpected(last)
  return { expression, closing: last.offset }
}

function take(cursor: Cursor): Token {
  const token = cursor.tokens[cursor.next] ?? { kind: 'end', offset: 0 }
  cursor.next++
  return token
}

function peek(cursor: Cursor): Token['kind'] {
  return cursor.tokens[cursor.next]?.kind ?? 'end'
}

function readPipeline(cursor: Cursor): Expression {
  let value = readCommand(cursor)
  while (peek(cursor) === '|') {
    take(cursor)
    value = readCommand(cursor, value)
  }
  return value
}

// What comes through a pipe is the last argument.
function readCommand(cursor: Cursor, piped?: Expression): Expression {
  const first = take(cursor)
  if (first.kind !== 'word') {
    if (piped) throw unexpected(first)
    return readOperand(cursor, first)
  }
  const values: Expression[] = []
  while (!['|', ')', 'end'].includes(peek(cursor))) values.push(readOperand(cursor, take(cursor)))
  return call(first.text, piped ? [...values, piped] : values, first.offset)
}

function readOperand(cursor: Cursor, token: Token): Expression {
  if (token.kind === 'text') return { kind: 'text', text: token.text }
  if (token.kind === 'number') return { kind: 'number', number: token.number }
  if (token.kind === 'word') return call(token.text, [], token.offset)
  if (token.kind !== '(') throw unexpected(token)
  const inner = readPipeline(cursor)
  const closing = take(cursor)
  if (closing.kind !== ')') throw unexpected(closing)
  return inner
}

function call(name: string, values: readonly Expression[], offset: number): Expression {
  const rule = FUNCTIONS.get(name)
  if (!rule) throw new FlawFound(offset, `a placeholder has no function "${name}"`, `it knows ${KNOWN}`)
  if (rule.values.includes(values.length) && fits(name, values)) return { kind: 'call', name, values }
  throw new FlawFound(offset, `"${name}" is not given what it needs`, `write it as \${{ ${rule.example} }}`)
}

// A variable is named in the file itself, so that it can be told in messages and checked by its name.
function fits(name: string, values: readonly Expression[]): boolean {
  if (name === 'env') return values.every((value) => value.kind === 'text')
  return values.every((value, index) => (value.kind === 'number') === (name === 'indent' && index === 0))
}

function unexpected(token: Token): FlawFound {
  const what = token.kind === 'end' ? 'the end of the placeholder' : `"${'text' in token ? token.text : token.kind}"`
  return new FlawFound(token.offset, `${what} comes too early`, `write it as \${{ env "DECK_HOST" }}`)
}
