import { randomUUID } from 'node:crypto'
import type { Field, Shape } from './field.ts'
import { randomSecret } from './random.ts'
import { expandShorthands } from './shorthand.ts'
import { type FaultTable, isRow, type Row, type Value } from './value.ts'

/** What an entity is prepared for: defaults and automatic values differ (timestamps #1 to #9, plugins #41 and #51). */
export type Purpose = 'insert' | 'upsert' | 'update' | 'select'

export interface Prepared {
  entity: Row
  faults: FaultTable
}

/**
 * Fills what the gateway fills by itself: automatic ids, keys and timestamps, defaults, explicit nulls for absent
 * fields; turns deprecated shorthand fields into real ones; makes sets of lists. The input is not changed.
 * For `update` only what was given is prepared. `now` is in seconds, with fraction.
 */
export function prepareEntity(shape: Shape, input: Row, purpose: Purpose, now: number): Prepared {
  const { record, faults } = expandShorthands(shape, input)
  const entity: Row = {}
  for (const [name, field] of Object.entries(shape.fields)) {
    const value = prepareField(name, field, record[name], purpose, now, faults)
    if (value !== undefined) entity[name] = value
    else if (purpose !== 'update') entity[name] = null
  }
  for (const name of Object.keys(record)) {
    if (!Object.hasOwn(shape.fields, name)) entity[name] = record[name] ?? null
  }
  return { entity, faults }
}

type Given = Value | undefined

function prepareField(
  name: string,
  field: Field,
  given: Given,
  purpose: Purpose,
  now: number,
  faults: FaultTable,
): Given {
  const value = field.auto ? automatic(name, field, given, purpose, now) : given
  if (value === undefined) return purpose === 'update' ? undefined : missing(field, purpose, now, faults)
  if (value === null) return purpose === 'select' && field.required ? missing(field, purpose, now, faults) : null
  if (field.timestamp) return name === 'updated_at' ? automatic(name, field, value, purpose, now) : value
  return prepareValue(field, value, purpose, now, faults)
}

function automatic(name: string, field: Field, given: Given, purpose: Purpose, now: number): Given {
  const creating = purpose === 'insert' || purpose === 'upsert'
  const stamped =
    (name === 'updated_at' && purpose !== 'select') || (name === 'created_at' && creating && (given ?? null) === null)
  if (stamped && field.timestamp) return field.type === 'number' ? Math.round(now * 1000) / 1000 : Math.floor(now)
  if (!creating || given !== undefined) return given
  if (field.uuid) return randomUUID()
  return field.type === 'string' ? randomSecret() : given
}

function missing(field: Field, purpose: Purpose, now: number, faults: FaultTable): Value {
  if (field.default !== undefined && field.default !== null) {
    return prepareValue(field, structuredClone(field.default), purpose, now, faults)
  }
  if (field.type === 'record' && field.required && field.shape) return prepareValue(field, {}, purpose, now, faults)
  return null
}

function prepareValue(field: Field, value: Value, purpose: Purpose, now: number, faults: FaultTable): Value {
  if (field.type === 'record') return prepareRecord(field, value, purpose, now, faults)
  if (field.type === 'array' || field.type === 'set') return prepareList(field, value, purpose, now, faults)
  if (field.type === 'map') return prepareMap(field, value, purpose, now, faults)
  return value
}

/** Lua knows one kind of table, so an empty list and an empty object are each other's equal (plugins #23, service-errors #16). */
function prepareRecord(field: Field, value: Value, purpose: Purpose, now: number, faults: FaultTable): Value {
  const record = Array.isArray(value) ? Object.fromEntries(value.map((one, at) => [String(at + 1), one])) : value
  if (!field.shape || !isRow(record)) return value
  const inner = prepareEntity(field.shape, record, purpose, now)
  Object.assign(faults, inner.faults)
  return inner.entity
}

function prepareList(field: Field, value: Value, purpose: Purpose, now: number, faults: FaultTable): Value {
  if (isRow(value) && Object.keys(value).length === 0) return []
  if (!Array.isArray(value)) return value
  const element = field.elements
  // Elements are whole even in a PATCH: lists are replaced, never merged.
  const whole = purpose === 'update' ? 'insert' : purpose
  const items = element?.shape ? value.map((one) => prepareValue(element, one, whole, now, faults)) : value
  return field.type === 'set' ? distinctItems(items) : items
}

function distinctItems(items: Value[]): Value[] {
  const scalar = items.filter((item) => typeof item !== 'object')
  return scalar.length === items.length ? [...new Set(items)] : items
}

function prepareMap(field: Field, value: Value, purpose: Purpose, now: number, faults: FaultTable): Value {
  if (Array.isArray(value) && value.length === 0) return {}
  const values = field.values
  if (!isRow(value) || !values) return value
  const whole = purpose === 'update' ? 'insert' : purpose
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, prepareValue(values, one, whole, now, faults)]),
  )
}
