import type { Section } from '../model/provider.ts'
import { isFields, Secret } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { type Bytes, openBytes, putCode, putText, putWhole } from './bytes.ts'
import { type ByteSink, ROOM, sectionsOf, textOf, writeSections } from './sections.ts'
import { depthStamps, nameStamps } from './stamps.ts'
import { putPlain } from './yaml-plain.ts'
import { blockHeader, writeNumber, writeText } from './yaml-text.ts'

/** Longer keys need YAML's long form: Go's reader, as the standard says, looks 1,024 characters ahead for the colon. */
const LONGEST_KEY = 1000

/** The text of a shorter key is never that long: an escape has six characters for one. */
const SHORT_KEY = 150

/**
 * Writes a mapping as YAML: keys in their order, lists not indented under their key, texts of several lines as blocks,
 * no line folded, a line break at the end. Secrets are written in clear: this is the writer of dumps. Fields that are
 * undefined are left out. Raises an Error for a secret without a value and a TypeError for a number that is not finite.
 */
export function toYaml(value: Fields): string {
  return textOf(yamlPieces(sectionsOf(value))) || '{}\n'
}

/** Writes a dump's sections as toYaml would write them whole, piece by piece. */
export function yamlPieces(sections: Iterable<Section>): Iterable<Buffer> {
  return writeSections(new YamlSink(), sections)
}

const code = (character: string): number => character.charCodeAt(0)
const DASH = code('-')
const SPACE = code(' ')
const LINE_END = code('\n')

const indentOf = (depth: number): string => '  '.repeat(depth)
const putIndent = depthStamps(indentOf)
const putName = nameStamps((depth, name) => `${indentOf(depth)}${writeText(name)}:`)

/** Writes what takes the fewest signs. */
class YamlSink implements ByteSink {
  readonly bytes: Bytes = openBytes(ROOM)
  #depth = 0
  /** The line has begun, with the dash of what was opened last, in which nothing stands yet. */
  #begun = false
  /** The list that was opened last has no entry yet. */
  #bare = false

  field(name: string, value: Value): void {
    this.#name(name)
    if (!isCompound(value)) {
      putCode(this.bytes, SPACE)
      putScalar(this.bytes, value, this.#depth + 1)
      return
    }
    putCode(this.bytes, LINE_END)
    if (Array.isArray(value)) this.#items(value)
    else this.#inner(value)
  }

  list(name: string): void {
    this.#name(name)
    this.#bare = true
  }

  record(): void {
    if (this.#bare) putCode(this.bytes, LINE_END)
    this.#bare = false
    this.#open()
  }

  endRecord(): void {
    if (this.#begun) putText(this.bytes, '{}\n')
    this.#close()
  }

  endList(): void {
    if (this.#bare) putText(this.bytes, ' []\n')
    this.#bare = false
  }

  end(): void {}

  #name(name: string): void {
    const depth = this.#begun ? 0 : this.#depth
    if (name.length < SHORT_KEY) putName(this.bytes, depth, name)
    else putText(this.bytes, indentOf(depth) + longName(name, this.#depth))
    this.#begun = false
  }

  /** Entries of a list begin where its key does; what is in them stands further in. */
  #open(): void {
    if (!this.#begun) putIndent(this.bytes, this.#depth)
    putCode(this.bytes, DASH)
    putCode(this.bytes, SPACE)
    this.#begun = true
    this.#depth += 1
  }

  #close(): void {
    this.#begun = false
    this.#depth -= 1
  }

  #items(items: readonly Value[]): void {
    for (const item of items) {
      this.#open()
      if (!isCompound(item)) putScalar(this.bytes, item, this.#depth)
      else if (Array.isArray(item)) this.#items(item)
      else this.#fields(item)
      this.#close()
    }
  }

  #inner(fields: Fields): void {
    this.#depth += 1
    this.#fields(fields)
    this.#depth -= 1
  }

  #fields(fields: Fields): void {
    for (const name in fields) {
      const value = fields[name]
      if (value !== undefined) this.field(name, value)
    }
  }
}

/** A name whose text may be too long to be followed by its colon. */
function longName(name: string, depth: number): string {
  const text = writeText(name)
  return text.length > LONGEST_KEY ? `? ${text}\n${indentOf(depth)}:` : `${text}:`
}

const isCompound = (value: Value): value is Value[] | Fields =>
  Array.isArray(value) ? value.length > 0 : isFields(value) && !isEmpty(value)

function isEmpty(fields: Fields): boolean {
  for (const name in fields) if (fields[name] !== undefined) return false
  return true
}

/** Adds what takes no lines of its own, and the end of the line; `depth` is that of the further lines of a text. */
function putScalar(bytes: Bytes, given: Value, depth: number): void {
  const value = given instanceof Secret ? given.reveal() : given
  if (typeof value === 'string') {
    if (!putPlain(bytes, value)) putText(bytes, writeString(value, indentOf(depth)))
  } else if (typeof value === 'number') {
    if (!putWhole(bytes, value)) putText(bytes, writeNumber(value))
  } else if (Array.isArray(value)) putText(bytes, '[]')
  else putText(bytes, isFields(value) ? '{}' : String(value))
  putCode(bytes, LINE_END)
}

function writeString(text: string, indent: string): string {
  const header = blockHeader(text)
  if (!header) return writeText(text)
  const lines = header === '|-' ? text : text.slice(0, -1)
  return `${header}\n${lines.replace(/^(?=[^\n])/gm, indent)}`
}
