import type { Section } from '../model/provider.ts'
import { isFields, Secret } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { blockHeader, writeNumber, writeText } from './yaml-text.ts'

/** Longer keys need YAML's long form: Go's reader, as the standard says, looks 1,024 characters ahead for the colon. */
const LONGEST_KEY = 1000

/** Text is handed on in pieces of about this many characters. */
const PIECE = 262_144

interface Writer {
  text: string
}

/**
 * Writes a mapping as YAML: keys in their order, lists not indented under their key, texts of several lines as blocks,
 * no line folded, a line break at the end. Secrets are written in clear: this is the writer of dumps. Fields that are
 * undefined are left out. Raises an Error for a secret without a value and a TypeError for a number that is not finite.
 */
export function toYaml(value: Fields): string {
  if (isEmpty(value)) return '{}\n'
  const writer: Writer = { text: '' }
  writeFields(writer, value, '', '')
  return writer.text
}

/** Writes a dump's sections as toYaml would write them whole, piece by piece. */
export function* yamlPieces(sections: Iterable<Section>): Generator<string> {
  const writer: Writer = { text: '' }
  for (const section of sections) {
    if ('value' in section) {
      writeFields(writer, { [section.name]: section.value }, '', '')
      continue
    }
    writeKey(writer, section.name, '', '')
    let begin = '\n- '
    for (const entry of section.entries) {
      writeItem(writer, entry, '', begin)
      begin = '- '
      if (writer.text.length < PIECE) continue
      yield writer.text
      writer.text = ''
    }
    if (begin !== '- ') write(writer, ' []\n')
  }
  yield writer.text
}

function write(writer: Writer, text: string): void {
  writer.text += text
}

// `first` begins the first line in place of the indentation: "- " of a list around.
function writeFields(writer: Writer, fields: Fields, indent: string, first: string): void {
  let begin = first
  for (const key of Object.keys(fields)) {
    const value = fields[key]
    if (value === undefined) continue
    writeKey(writer, key, begin, indent)
    writeValue(writer, value, indent)
    begin = indent
  }
}

function writeKey(writer: Writer, key: string, begin: string, indent: string): void {
  const text = keyText(key)
  write(writer, text.length > LONGEST_KEY ? `${begin}? ${text}\n${indent}:` : `${begin}${text}:`)
}

/** Keys come again and again; this many are known by heart. */
const MOST_KEYS = 1000
const keys = new Map<string, string>()

function keyText(key: string): string {
  const known = keys.get(key)
  if (known !== undefined) return known
  const text = writeText(key)
  if (keys.size < MOST_KEYS && key.length < LONGEST_KEY) keys.set(key, text)
  return text
}

// What follows a key.
function writeValue(writer: Writer, value: Value, indent: string): void {
  if (Array.isArray(value) && value.length > 0) {
    write(writer, '\n')
    writeItems(writer, value, indent, indent)
  } else if (isFields(value) && !isEmpty(value)) {
    write(writer, '\n')
    writeFields(writer, value, `${indent}  `, `${indent}  `)
  } else write(writer, ` ${writeScalar(value, indent, '  ')}\n`)
}

function writeItems(writer: Writer, items: readonly Value[], indent: string, first: string): void {
  let begin = first
  for (const item of items) {
    writeItem(writer, item, indent, `${begin}- `)
    begin = indent
  }
}

function writeItem(writer: Writer, item: Value, indent: string, begin: string): void {
  const inner = `${indent}  `
  if (Array.isArray(item) && item.length > 0) writeItems(writer, item, inner, begin)
  else if (isFields(item) && !isEmpty(item)) writeFields(writer, item, inner, begin)
  else write(writer, `${begin}${writeScalar(item, inner, '')}\n`)
}

function isEmpty(fields: Fields): boolean {
  for (const key in fields) if (fields[key] !== undefined) return false
  return true
}

function writeScalar(given: Value, indent: string, more: string): string {
  const value = given instanceof Secret ? given.reveal() : given
  if (typeof value === 'string') return writeString(value, indent, more)
  if (typeof value === 'number') return writeNumber(value)
  if (Array.isArray(value)) return '[]'
  return isFields(value) ? '{}' : String(value)
}

function writeString(text: string, indent: string, more: string): string {
  const header = blockHeader(text)
  if (!header) return writeText(text)
  const lines = header === '|-' ? text : text.slice(0, -1)
  return `${header}\n${lines.replace(/^(?=[^\n])/gm, indent + more)}`
}
