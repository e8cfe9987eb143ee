import type { Section } from '../model/provider.ts'
import { Secret } from '../model/secret.ts'
import { openJson } from '../model/unseen.ts'
import type { Fields, Value } from '../model/value.ts'
import {
  type Bytes,
  openBytes,
  putAllowed,
  putCode,
  putStamp,
  putText,
  putWhole,
  type Stamp,
  stampOf,
} from './bytes.ts'
import { hidePlaceholders } from './placeholder.ts'
import { type ByteSink, ROOM, sectionsOf, textOf, writeSections } from './sections.ts'
import { depthStamps, nameStamps } from './stamps.ts'

/**
 * Writes a mapping as JSON, indented by two spaces, keys in their order, a line break at the end. Secrets are written
 * in clear, as by toYaml. Raises an Error for a secret without a value.
 */
export function toJson(value: Fields): string {
  return textOf(jsonPieces(sectionsOf(value)))
}

/** Writes a dump's sections as toJson would write them whole, piece by piece. */
export function jsonPieces(sections: Iterable<Section>): Iterable<Buffer> {
  return writeSections(new JsonSink(), sections)
}

const code = (character: string): number => character.charCodeAt(0)
const QUOTE = code('"')
const COMMA = code(',')
const LINE_END = code('\n')

/** Characters that stand in a text as they are; a dollar may begin a placeholder. */
const PLAIN = Uint8Array.from({ length: 0x7f }, (_, at) =>
  at < 0x20 || '"\\$'.includes(String.fromCharCode(at)) ? 0 : 1,
)

const written = (text: string): string => hidePlaceholders(openJson(JSON.stringify(text)))
const lineOf = (depth: number): string => `\n${'  '.repeat(depth)}`

const putName = nameStamps((depth, name) => `${lineOf(depth)}${written(name)}: `)
const putLine = depthStamps(lineOf)

/** Writes what JSON.stringify would write of the whole. */
class JsonSink implements ByteSink {
  readonly bytes: Bytes = openBytes(ROOM)
  #depth = 0
  /** Nothing stands yet in what was opened last. */
  #fresh = true

  constructor() {
    this.#open('{')
  }

  field(name: string, value: Value): void {
    this.#name(name)
    this.#value(value)
  }

  list(name: string): void {
    this.#name(name)
    this.#open('[')
  }

  record(): void {
    this.#item()
    this.#open('{')
  }

  endRecord(): void {
    this.#close('}')
  }

  endList(): void {
    this.#close(']')
  }

  end(): void {
    this.#close('}')
    putCode(this.bytes, LINE_END)
  }

  #open(bracket: '{' | '['): void {
    putCode(this.bytes, code(bracket))
    this.#depth += 1
    this.#fresh = true
  }

  #close(bracket: '}' | ']'): void {
    this.#depth -= 1
    if (!this.#fresh) putLine(this.bytes, this.#depth)
    this.#fresh = false
    putCode(this.bytes, code(bracket))
  }

  #next(): void {
    if (!this.#fresh) putCode(this.bytes, COMMA)
    this.#fresh = false
  }

  #name(name: string): void {
    this.#next()
    putName(this.bytes, this.#depth, name)
  }

  #item(): void {
    this.#next()
    putLine(this.bytes, this.#depth)
  }

  #value(value: Value): void {
    if (typeof value === 'string') putString(this.bytes, value)
    else if (typeof value !== 'object' || value === null) putScalar(this.bytes, value)
    else if (Array.isArray(value)) this.#items(value)
    else if (value instanceof Secret) this.#value(value.reveal())
    else this.#fields(value)
  }

  #items(items: readonly Value[]): void {
    this.#open('[')
    for (const item of items) {
      this.#item()
      this.#value(item)
    }
    this.#close(']')
  }

  #fields(fields: Fields): void {
    this.#open('{')
    for (const name in fields) {
      const value = fields[name]
      if (value !== undefined) this.field(name, value)
    }
    this.#close('}')
  }
}

function putString(bytes: Bytes, text: string): void {
  const { length } = bytes
  putCode(bytes, QUOTE)
  if (putAllowed(bytes, text, PLAIN)) {
    putCode(bytes, QUOTE)
  } else {
    bytes.length = length
    putText(bytes, written(text))
  }
}

const WORDS = new Map<boolean | null, Stamp | undefined>(
  [true, false, null].map((word) => [word, stampOf(String(word))]),
)

function putScalar(bytes: Bytes, value: number | boolean | null): void {
  if (typeof value === 'number') {
    if (!putWhole(bytes, value)) putText(bytes, JSON.stringify(value))
    return
  }
  const stamp = WORDS.get(value)
  if (stamp) putStamp(bytes, stamp)
}
