import { isFields } from '../../../model/secret.ts'
import type { Type } from '../../../model/type.ts'
import type { Fields, Value } from '../../../model/value.ts'

/** How values are brought into a dump's form. */
export interface Tidiness {
  /** Leave out what equals the schema's default. */
  skipDefaults: boolean
  /** Keep nulls as read, as decK does inside the free-form `config` of plugins, vaults and filters. */
  keepNulls: boolean
}

/**
 * Copies a record in the order of its schema, unknown fields after that by name. Nulls are left out as decK leaves
 * them out, except where the schema has a default: there an absent field would come back as the default.
 */
function tidyRecord(fields: Fields, type: Type | undefined, how: Tidiness): Fields {
  const result: Fields = {}
  for (const name of orderedNames(fields, type)) {
    const value = fields[name]
    if (value === undefined) continue
    const inner = type?.fields?.get(name) ?? type?.of
    const tidied = tidyField(name, value, inner, how)
    if (tidied !== undefined) result[name] = tidied
  }
  return result
}

/** One field of a record: its value in a dump's form, or undefined when a dump leaves it out. */
export function tidyField(name: string, value: Value, type: Type | undefined, how: Tidiness): Value | undefined {
  if (how.skipDefaults && type?.replacedBy !== undefined) return undefined
  if (value === null) return keepsNull(type, how) ? null : undefined
  if (how.skipDefaults && isDefault(value, type)) return undefined
  const tidied = tidyValue(value, type, name === 'config' ? { ...how, keepNulls: !how.skipDefaults } : how)
  const refilled = how.skipDefaults && type?.type === 'record' && type.required && isFields(tidied)
  return refilled && Object.keys(tidied).length === 0 ? undefined : tidied
}

const keepsNull = (type: Type | undefined, how: Tidiness): boolean =>
  how.keepNulls || (type?.default !== undefined && type.default !== null)

const isCompound = (value: Value): boolean => typeof value === 'object' && value !== null

function tidyValue(value: Value, type: Type | undefined, how: Tidiness): Value {
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return value.some(isCompound) ? value.map((each) => tidyValue(each, type?.of, how)) : value
  return isFields(value) ? tidyRecord(value, type, how) : value
}

/** A record's names in the order of its schema, then those that the schema does not know, sorted. */
export function orderedNames(fields: Fields, type: Type | undefined): string[] {
  const known = type?.fields
  if (known === undefined) return Object.keys(fields).sort()
  const names: string[] = []
  for (const name of known.keys()) if (Object.hasOwn(fields, name)) names.push(name)
  const all = Object.keys(fields)
  return all.length === names.length ? names : [...names, ...all.filter((name) => !known.has(name)).sort()]
}

function isDefault(value: Value, type: Type | undefined): boolean {
  return type?.default !== undefined && !type.generated && equal(value, type.default, type)
}

function equal(left: Value | undefined, right: Value | undefined, type: Type | undefined): boolean {
  if (Array.isArray(left) && Array.isArray(right)) return equalLists(left, right, type)
  if (isFields(left) && isFields(right)) {
    const names = new Set([...Object.keys(left), ...Object.keys(right)])
    return [...names].every((name) => equal(left[name], right[name], type?.fields?.get(name) ?? type?.of))
  }
  return (left ?? null) === (right ?? null)
}

function equalLists(left: Value[], right: Value[], type: Type | undefined): boolean {
  if (left.length !== right.length) return false
  if (type?.type !== 'set') return left.every((value, index) => equal(value, right[index], type?.of))
  return left.every((value) => right.some((other) => equal(value, other, type.of)))
}
