import type { Section } from '../model/provider.ts'
import { Secret } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { hidePlaceholders } from './placeholder.ts'

/** Text is handed on in pieces of about this many characters. */
const PIECE = 262_144

/** Texts that need no escapes. */
const BARE = /^[ !#-[\]-~]*$/

/**
 * Writes a mapping as JSON, indented by two spaces, keys in their order, a line break at the end. Secrets are written
 * in clear, as by toYaml. Raises an Error for a secret without a value.
 */
export function toJson(value: Fields): string {
  return `${hidePlaceholders(write(value, '\n'))}\n`
}

/** Writes a dump's sections as toJson would write them whole, piece by piece. */
export function* jsonPieces(sections: Iterable<Section>): Generator<string> {
  let text = '{'
  let comma = '\n'
  for (const section of sections) {
    text += `${comma}  ${quote(section.name)}: `
    comma = ',\n'
    if ('value' in section) {
      text += write(section.value, '\n  ')
      continue
    }
    let begin = '[\n    '
    for (const entry of section.entries) {
      text += begin + write(entry, '\n    ')
      begin = ',\n    '
      if (text.length < PIECE) continue
      yield hidePlaceholders(text)
      text = ''
    }
    text += begin.startsWith('[') ? '[]' : '\n  ]'
  }
  yield hidePlaceholders(`${text}${comma === '\n' ? '' : '\n'}}\n`)
}

/** As JSON.stringify with an indentation of two, which is several times slower; `lineBreak` ends in the outer indentation. */
function write(value: Value, lineBreak: string): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (typeof value === 'boolean' || value === null) return String(value)
  if (value instanceof Secret) return write(value.reveal(), lineBreak)
  return Array.isArray(value) ? writeList(value, lineBreak) : writeFields(value, lineBreak)
}

function quote(text: string): string {
  return BARE.test(text) ? `"${text}"` : JSON.stringify(text)
}

function writeList(items: readonly Value[], lineBreak: string): string {
  if (items.length === 0) return '[]'
  const inner = `${lineBreak}  `
  let text = '['
  let comma = ''
  for (const item of items) {
    text += comma + inner + write(item, inner)
    comma = ','
  }
  return `${text}${lineBreak}]`
}

function writeFields(fields: Fields, lineBreak: string): string {
  const inner = `${lineBreak}  `
  let text = '{'
  let comma = ''
  for (const name of Object.keys(fields)) {
    const value = fields[name]
    if (value === undefined) continue
    text += `${comma}${inner}${quote(name)}: ${write(value, inner)}`
    comma = ','
  }
  return comma === '' ? '{}' : `${text}${lineBreak}}`
}
