import type { Entity } from '../../../model/entity.ts'
import { isFields } from '../../../model/secret.ts'
import type { Type } from '../../../model/type.ts'
import type { Fields, Value } from '../../../model/value.ts'
import type { LoadTypes } from './types.ts'

/** Tells whether anything in an entity is `{}`, which may stand for an empty list: Kong's language has one kind of empty table. */
export function holdsBare({ fields }: Entity): boolean {
  return anyEmpty(fields)
}

/** Turns each `{}` into a list, in place, where the schema says list or set. `doubtful` are the entities that hold one. */
export async function restoreEmptyLists(doubtful: readonly Entity[], loadTypes: LoadTypes): Promise<void> {
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
