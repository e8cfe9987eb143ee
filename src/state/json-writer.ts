import type { Section } from '../model/provider.ts'
import { reveal } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { hidePlaceholders } from './placeholder.ts'

/**
 * Writes a mapping as JSON, indented by two spaces, keys in their order, a line break at the end. Secrets are written
 * in clear, as by toYaml. Raises an Error for a secret without a value.
 */
export function toJson(value: Fields): string {
  return `${hidePlaceholders(JSON.stringify(reveal(value), null, 2))}\n`
}

/** Text is handed on in pieces of about this many characters. */
const PIECE = 262_144

/** Writes a dump's sections as toJson would write them whole, piece by piece. */
export function* jsonPieces(sections: Iterable<Section>): Generator<string> {
  let text = '{'
  let comma = '\n'
  for (const section of sections) {
    text += `${comma}  ${JSON.stringify(section.name)}: `
    comma = ',\n'
    if ('value' in section) {
      text += indented(section.value, '\n  ')
      continue
    }
    let begin = '[\n    '
    for (const entry of section.entries) {
      text += begin + indented(entry, '\n    ')
      begin = ',\n    '
      if (text.length < PIECE) continue
      yield text
      text = ''
    }
    text += begin.startsWith('[') ? '[]' : '\n  ]'
  }
  yield `${text}${comma === '\n' ? '' : '\n'}}\n`
}

function indented(value: Value, lineBreak: string): string {
  return hidePlaceholders(JSON.stringify(reveal(value), null, 2)).replaceAll('\n', lineBreak)
}
