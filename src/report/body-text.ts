import { isFields } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { certificateText } from './certificate.ts'
import { hidden } from './hidden.ts'
import { printable } from './printable.ts'
import { valueText } from './value-text.ts'

/**
 * Writes a whole entity, field by field, nested ones indented; absent and null fields are left out.
 * @param fields the body
 * @returns lines, secrets masked
 */
export function bodyText(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : entry(printable(name), value),
  )
}

function entry(name: string, value: Value): string[] {
  if (isFields(value) && Object.keys(value).length > 0) return nested(name, bodyText(value))
  if (Array.isArray(value) && value.some(isFields)) return nested(name, value.flatMap(element))
  const lines = typeof value === 'string' && !hidden(value) && value.trimEnd().includes('\n') ? value.split('\n') : []
  if (lines.length > 0 && certificateText(String(value)) === undefined) return nested(`${name}`, lines.map(printable))
  return [`${name}: ${valueText(value)}`]
}

function element(value: Value): string[] {
  const lines = isFields(value) ? bodyText(value) : [valueText(value)]
  return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`)
}

function nested(name: string, lines: string[]): string[] {
  return [`${name}:`, ...lines.map((line) => `  ${line}`)]
}
