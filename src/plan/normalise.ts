import { copyOf, mapValues } from '../model/copy-value.ts'
import { isFields, Secret } from '../model/secret.ts'
import type { Type } from '../model/type.ts'
import type { Fields, Value } from '../model/value.ts'

/**
 * Brings an entity's fields into the one form in which both sides are compared: defaults filled, deprecated flat
 * fields moved to what replaced them, secrets wrapped, values of the environment unwrapped where the field's type
 * cannot be a secret and no variable hides it. Fields that the type does not know are kept as they are.
 */
export function normalise(fields: Fields, type: Type | undefined, side: 'desired' | 'current'): Fields {
  if (type?.fields === undefined) return { ...fields }
  return record(fields, type.fields, side)
}

type Known = ReadonlyMap<string, Type>

function record(fields: Fields, known: Known, side: 'desired' | 'current'): Fields {
  const { changing } = partsOf(known)
  const copy: Fields = { ...fields }
  let goes = false
  for (const name in fields) {
    const value = fields[name]
    if (typeof value !== 'object' && value !== undefined && !changing.has(name)) continue
    const type = known.get(name)
    if (value === undefined || type?.replacedBy) goes = true
    else if (type) copy[name] = normaliseValue(value, type, side)
  }
  const result = goes ? lasting(copy, known) : copy
  if (side === 'desired') {
    if (goes) translateDeprecated(fields, result, known)
    fillDefaults(result, known)
  }
  return result
}

function lasting(fields: Fields, known: Known): Fields {
  const result: Fields = {}
  for (const name in fields) {
    const value = fields[name]
    if (value !== undefined && !known.get(name)?.replacedBy) result[name] = value
  }
  return result
}

/** What of a record is not simply taken over; worked out once. */
interface Parts {
  /** Fields of which even a single word changes. */
  changing: ReadonlySet<string>
  /** Fields that are filled when they are absent, or inside of which others may be. */
  filled: readonly { name: string; type: Type }[]
}

const parts = new WeakMap<Known, Parts>()

function partsOf(known: Known): Parts {
  const made = parts.get(known)
  if (made) return made
  const fields = [...known].map(([name, type]) => ({ name, type }))
  const found: Parts = {
    changing: new Set(fields.filter(({ type }) => type.secret || type.replacedBy).map(({ name }) => name)),
    filled: fields.filter(({ type }) => !type.replacedBy && canBeFilled(type)),
  }
  parts.set(known, found)
  return found
}

const canBeFilled = (type: Type): boolean =>
  (type.default !== undefined && type.default !== null) || (type.type === 'record' && type.fields !== undefined)

function translateDeprecated(given: Fields, result: Fields, known: Known): void {
  for (const name in given) {
    const value = given[name]
    const path = known.get(name)?.replacedBy
    if (path === undefined || value === undefined || value === null) continue
    placeAt(result, path, value, known)
  }
}

/** The replacement wins where a file gives both. */
function placeAt(record: Fields, path: readonly string[], value: Value, known: Known): void {
  const [head, ...rest] = path
  if (head === undefined) return
  const type = known.get(head)
  if (rest.length === 0) {
    record[head] ??= type ? normaliseValue(value, type, 'desired') : value
    return
  }
  const inner = record[head]
  const next: Fields = isFields(inner) ? inner : {}
  record[head] = next
  if (type?.fields) placeAt(next, rest, value, type.fields)
}

function fillDefaults(result: Fields, known: Known): void {
  for (const { name, type } of partsOf(known).filled) {
    const value = result[name]
    if (value === undefined || (value === null && type.required)) {
      const filled = defaultOf(type)
      if (filled !== undefined) result[name] = filled
    } else if (type.type === 'record' && type.fields && isFields(value)) {
      fillDefaults(value, type.fields)
    }
  }
}

/** What the controller puts where a field is absent: its default, or for a required record the defaults inside it. */
export function defaultOf(type: Type): Value | undefined {
  if (type.default !== undefined && type.default !== null) return completed(copyOf(type.default), type)
  if (type.type !== 'record' || !type.required || !type.fields) return undefined
  const inner: Fields = {}
  fillDefaults(inner, type.fields)
  return inner
}

function completed(value: Value, type: Type): Value {
  if (type.type === 'record' && type.fields && isFields(value)) fillDefaults(value, type.fields)
  return type.secret ? wrap(value) : value
}

function normaliseValue(value: Value, type: Type, side: 'desired' | 'current'): Value {
  if (value === null) return null
  if (type.secret) return wrap(value)
  if (typeof value !== 'object') return value
  if (value instanceof Secret) return visible(value, type)
  if (type.type === 'record' && isFields(value)) return type.fields ? record(value, type.fields, side) : value
  if (type.of === undefined) return value
  const { of } = type
  if (Array.isArray(value)) return value.map((each) => normaliseValue(each, of, side))
  if (type.type === 'map' && isFields(value)) return mapValues(value, (each) => normaliseValue(each, of, side))
  return value
}

/** A number, a flag or one of a fixed list is no secret, wherever it came from. */
function visible(value: Secret, type: Type): Value {
  const plain = type.type === 'boolean' || type.type === 'integer' || type.type === 'number' || type.enum === true
  return plain && value.known ? value.reveal() : value
}

function wrap(value: Value): Value {
  if (value instanceof Secret || value === null) return value
  if (Array.isArray(value)) return value.map(wrap)
  if (typeof value === 'object') return mapValues(value, wrap)
  return new Secret(value)
}
