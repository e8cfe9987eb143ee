import type { Section } from '../model/provider.ts'
import { MASK, reveal } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { hidePlaceholders } from './placeholder.ts'

/** Entries that are written at a time. */
const BATCH = 100

/** Text is handed on in pieces of about this many characters. */
const PIECE = 262_144

/**
 * Writes a mapping as JSON, indented by two spaces, keys in their order, a line break at the end. Secrets are written
 * in clear, as by toYaml. Raises an Error for a secret without a value.
 */
export function toJson(value: Fields): string {
  return `${hidePlaceholders(write(value))}\n`
}

/** Writes a dump's sections as toJson would write them whole, piece by piece. */
export function* jsonPieces(sections: Iterable<Section>): Generator<string> {
  let text = '{'
  let comma = '\n'
  for (const section of sections) {
    if ('value' in section) {
      text += comma + inner({ [section.name]: section.value })
    } else {
      text += `${comma}  ${JSON.stringify(section.name)}: [`
      let between = '\n'
      for (const batch of batches(section.entries)) {
        text += between + entriesText(batch)
        between = ',\n'
        if (text.length < PIECE) continue
        yield hidePlaceholders(text)
        text = ''
      }
      text += between === '\n' ? ']' : '\n  ]'
    }
    comma = ',\n'
  }
  yield hidePlaceholders(`${text}${comma === '\n' ? '' : '\n'}}\n`)
}

function* batches(entries: Iterable<Fields>): Generator<Fields[]> {
  let batch: Fields[] = []
  for (const entry of entries) {
    if (batch.push(entry) < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Secrets print as a mask, also as JSON: text that shows one is written again in clear. */
function write(value: Value): string {
  const text = JSON.stringify(value, null, 2)
  return text.includes(MASK) ? JSON.stringify(reveal(value), null, 2) : text
}

/** The lines inside a mapping's braces. */
function inner(fields: Fields): string {
  return write(fields).slice('{\n'.length, -'\n}'.length)
}

/** Entries as they stand in a section of the whole. */
function entriesText(batch: Fields[]): string {
  return write([batch]).slice('[\n  [\n'.length, -'\n  ]\n]'.length)
}
