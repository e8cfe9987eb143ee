import type { Type } from '../../../src/model/type.ts'

type Plain = Record<string, unknown>

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fills a body as Kong's POST does, by a compiled type alone: absent fields become their default or null. */
export function fill(value: unknown, type: Type): unknown {
  if (value === undefined) return absent(type)
  if (type.type === 'record' && type.fields && isPlain(value)) return record(value, type.fields)
  const { of } = type
  if (of && type.type === 'map' && isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fill(each, of)]))
  }
  return of && Array.isArray(value) ? value.map((each) => fill(each, of)) : value
}

function absent(type: Type): unknown {
  if (type.default !== undefined) return fill(structuredClone(type.default), type)
  return type.type === 'record' && type.required && type.fields ? record({}, type.fields) : null
}

function record(value: Plain, fields: ReadonlyMap<string, Type>): Plain {
  const filled: Plain = {}
  const given = structuredClone(value)
  for (const [name, type] of fields) if (type.replacedBy) move(given, name, type.replacedBy)
  for (const [name, type] of fields) if (!type.replacedBy) filled[name] = fill(given[name], type)
  return filled
}

function move(given: Plain, name: string, path: readonly string[]): void {
  const value = given[name]
  delete given[name]
  if (value === undefined || value === null) return
  let at = given
  for (const step of path.slice(0, -1)) {
    const inner = at[step] ?? {}
    at[step] = inner
    at = inner as Plain
  }
  at[path.at(-1) ?? ''] ??= value
}
