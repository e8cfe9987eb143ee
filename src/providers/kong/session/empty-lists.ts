import type { Entity } from '../../../model/entity.ts'
import { isFields } from '../../../model/secret.ts'
import type { Type } from '../../../model/type.ts'
import type { Fields, Value } from '../../../model/value.ts'
import type { LoadTypes } from './types.ts'

/**
 * Kong's language has one kind of empty table, so that an empty list may arrive as `{}`. Turns those into lists, in
 * place, where the schema says list or set; types are loaded only for entities that hold a `{}`.
 */
export async function restoreEmptyLists(entities: readonly Entity[], loadTypes: LoadTypes): Promise<void> {
  const doubtful = entities.filter((entity) => anyEmpty(entity.fields))
  if (doubtful.length === 0) return
  const typeOf = await loadTypes(doubtful)
  for (const entity of doubtful) restoreRecord(entity.fields, typeOf(entity))
}

function anyEmpty(fields: Fields): boolean {
  for (const name in fields) if (holdsEmpty(fields[name])) return true
  return false
}

function holdsEmpty(value: Value | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(holdsEmpty)
  return isFields(value) && (isBare(value) || anyEmpty(value))
}

function isBare(fields: Fields): boolean {
  for (const _ in fields) return false
  return true
}

function restoreRecord(record: Fields, type: Type | undefined): void {
  for (const name of Object.keys(record)) {
    const value = record[name]
    if (value !== undefined) record[name] = restore(value, type?.fields?.get(name) ?? type?.of)
  }
}

function restore(value: Value, type: Type | undefined): Value {
  if (Array.isArray(value)) return value.map((each) => restore(each, type?.of))
  if (!isFields(value)) return value
  if (Object.keys(value).length === 0) return type?.type === 'array' || type?.type === 'set' ? [] : value
  restoreRecord(value, type)
  return value
}
