import { isFields } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { certificateText } from './certificate.ts'
import { hidden } from './hidden.ts'
import { printable } from './printable.ts'
import { cut, type Limits, valueText } from './value-text.ts'

/**
 * Writes a whole entity, field by field, nested ones indented; absent and null fields are left out.
 * @param fields the body
 * @param limits where to cut
 * @returns lines, secrets masked
 */
export function bodyText(fields: Fields, limits: Limits = {}): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : entry(printable(name), value, limits),
  )
}

function entry(name: string, value: Value, limits: Limits): string[] {
  if (isFields(value) && Object.keys(value).length > 0) return nested(name, bodyText(value, limits))
  if (Array.isArray(value) && value.some(isFields)) {
    return nested(
      name,
      value.flatMap((each) => element(each, limits)),
    )
  }
  const lines = typeof value === 'string' && !hidden(value) && value.trimEnd().includes('\n') ? value.split('\n') : []
  if (lines.length > 0 && certificateText(String(value)) === undefined) return nested(name, textLines(lines, limits))
  return [`${name}: ${valueText(value, limits)}`]
}

function textLines(lines: string[], limits: Limits): string[] {
  const shown = lines.slice(0, limits.lines).map((line) => cut(printable(line), limits))
  const rest = lines.length - shown.length
  if (rest === 0) return shown
  limits.onCut?.()
  return [...shown, `… ${rest} more lines`]
}

function element(value: Value, limits: Limits): string[] {
  const lines = isFields(value) ? bodyText(value, limits) : [valueText(value, limits)]
  return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`)
}

function nested(name: string, lines: string[]): string[] {
  return [`${name}:`, ...lines.map((line) => `  ${line}`)]
}
