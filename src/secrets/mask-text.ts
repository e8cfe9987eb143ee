import { regexLiteral } from '../model/regex-literal.ts'
import { isFields, MASK, Secret } from '../model/secret.ts'
import type { Value } from '../model/value.ts'
import { isSecretName } from './mask-fields.ts'

/** Shorter values are everywhere by chance; masking them all would make a text unreadable and still give them away. */
const SHORTEST = 6

/** Hides every occurrence of the given values in a text, the longest first; short ones only where they stand alone. */
export function maskText(text: string, secrets: readonly string[]): string {
  let masked = text
  for (const secret of [...new Set(secrets)].sort((left, right) => right.length - left.length)) {
    if (secret.length >= SHORTEST) masked = masked.replaceAll(secret, MASK)
    else if (secret !== '') masked = masked.replace(alone(secret), MASK)
  }
  return masked
}

/** Finds a short value as a word of its own; one without a letter or digit in quotes. */
function alone(secret: string): RegExp {
  const literal = regexLiteral(secret)
  const isWord = /[\p{L}\p{N}]/u.test(secret)
  return new RegExp(
    isWord ? `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])` : `(?<=["'\`])${literal}(?=["'\`])`,
    'gu',
  )
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

/**
 * Collects the texts of headers that a controller may quote in an answer.
 * @param headers values by name
 * @returns each value, what follows a scheme such as `Bearer`, user name and password in clear, and the values of cookies
 */
export function headerTexts(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => [value, ...partsOf(name, value)].flatMap(forms))
}

function partsOf(name: string, value: string): string[] {
  if (name.toLowerCase() === 'cookie') return value.split(';').map(afterFirst('='))
  const token = value.replace(/^\w+ +/, '')
  if (!/^basic +/i.test(value)) return [token]
  const pair = Buffer.from(token, 'base64').toString()
  return [token, pair, afterFirst(':')(pair)]
}

const afterFirst = (mark: string) => (text: string) => text.slice(text.indexOf(mark) + 1).trim()

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
