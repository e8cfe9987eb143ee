import { isFields, MASK, Secret } from '../model/secret.ts'
import type { Value } from '../model/value.ts'
import { isSecretName } from './mask-fields.ts'

/** Shorter values are everywhere by chance; masking them all would make a text unreadable and still give them away. */
const SHORTEST = 4

const QUOTES = ['"', "'", '`']

/** Hides every occurrence of the given values in a text, the longest first; short ones only where they stand in quotes, as a value. */
export function maskText(text: string, secrets: readonly string[]): string {
  let masked = text
  for (const secret of [...new Set(secrets)].sort((left, right) => right.length - left.length)) {
    if (secret.length >= SHORTEST) masked = masked.replaceAll(secret, MASK)
    else if (secret !== '')
      for (const quote of QUOTES) masked = masked.replaceAll(`${quote}${secret}${quote}`, `${quote}${MASK}${quote}`)
  }
  return masked
}

/**
 * Collects the secret texts of a body before it goes out: wrapped values and those of fields with secret-looking
 * names, each also as it would stand inside a JSON text and line by line (a controller may quote it either way).
 */
export function secretTexts(value: Value | undefined): string[] {
  const texts: string[] = []
  collect(value, false, texts)
  return texts
}

/** A token is longer; shorter values of headers (`gzip`, `true`) are words of everyday. */
const SHORTEST_TOKEN = 6

/**
 * Collects the texts of headers that a controller may quote in an answer.
 * @param headers values by name
 * @returns each value, and what follows a scheme such as `Bearer`
 */
export function headerTexts(headers: Readonly<Record<string, string>>): string[] {
  return Object.values(headers)
    .flatMap((value) => [value, value.replace(/^\w+ +/, '')])
    .filter((text) => text.length >= SHORTEST_TOKEN)
}

function collect(value: Value | undefined, secret: boolean, texts: string[]): void {
  if (value instanceof Secret) texts.push(...forms(String(value.known ? value.reveal() : '')))
  else if (typeof value === 'string' && secret) texts.push(...forms(value))
  else if (Array.isArray(value)) for (const each of value) collect(each, secret, texts)
  else if (isFields(value)) {
    for (const [name, inner] of Object.entries(value)) collect(inner, secret || isSecretName(name), texts)
  }
}

function forms(text: string): string[] {
  const escaped = JSON.stringify(text).slice(1, -1)
  return [text, escaped, ...text.split('\n').map((line) => line.trim())]
}
