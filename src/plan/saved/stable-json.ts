import { createHash } from 'node:crypto'

/** So deep a document is written piece by piece; what lies deeper (a change) is written at once. */
const DEPTH = 4

/** Text is handed on in pieces of at least this many characters. */
const PIECE = 262_144

/**
 * Writes plain data so that the same data gives the same bytes: keys in order at every level.
 * @param indent spaces of each level; 0 for one line without blanks, the canonical form
 * @returns pieces of the text
 */
export function* stableJson(value: object, indent: number): Generator<string> {
  let text = ''
  for (const piece of write(value, indent, '', DEPTH)) {
    text += piece
    if (text.length < PIECE) continue
    yield text
    text = ''
  }
  yield text
}

/** The canonical form as one text, for comparing what is small. */
export function canonicalJson(value: object): string {
  return [...stableJson(value, 0)].join('')
}

/** The digest of plain data by its canonical form: `sha256:` and 64 hex digits. */
export function digestOf(value: object): string {
  const hash = createHash('sha256')
  for (const piece of stableJson(value, 0)) hash.update(piece)
  return `sha256:${hash.digest('hex')}`
}

function* write(value: unknown, indent: number, margin: string, depth: number): Generator<string> {
  if (typeof value !== 'object' || value === null || depth === 0) {
    yield JSON.stringify(inOrder(value), null, indent).replaceAll('\n', `\n${margin}`)
    return
  }
  const isList = Array.isArray(value)
  const entries = isList ? value.map((each): [string, unknown] => ['', each]) : entriesOf(value)
  const inner = margin + ' '.repeat(indent)
  let between = indent > 0 ? `\n${inner}` : ''
  yield isList ? '[' : '{'
  for (const [name, each] of entries) {
    yield isList ? between : `${between}${JSON.stringify(name)}:${indent > 0 ? ' ' : ''}`
    yield* write(each, indent, inner, depth - 1)
    between = indent > 0 ? `,\n${inner}` : ','
  }
  yield `${indent > 0 && entries.length > 0 ? `\n${margin}` : ''}${isList ? ']' : '}'}`
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(entriesOf(value).map(([name, each]) => [name, inOrder(each)]))
}

function entriesOf(value: object): [string, unknown][] {
  const given = Object.entries(value).filter(([, each]) => each !== undefined)
  return given.sort(([one], [other]) => (one < other ? -1 : 1))
}
