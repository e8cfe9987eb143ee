import { clear, isFields } from '../model/secret.ts'
import type { Type } from '../model/type.ts'
import type { Fields, Value } from '../model/value.ts'
import { equal } from './compare.ts'
import { defaultOf } from './normalise.ts'

/** What comparing needs of a type. All have one form, so that V8 knows where each part lies; types have many. */
export interface Look {
  type: Type | undefined
  /** Nothing inside is known, or it is a secret. */
  isWhole: boolean
  isForeign: boolean
  isMap: boolean
  /** Elements of a list, values of a map. */
  of: Look | undefined
  /** The fields of a record, worked out when the first one is compared. */
  rows: readonly Row[] | undefined
}

/** One field of a record's type. */
export interface Row {
  name: string
  look: Look
  /** What the controller puts in where nothing is given, and with `fillsNull` for null. */
  filled: Value | undefined
  fillsNull: boolean
  isGenerated: boolean
  /** A deprecated field, of which the controller has nothing. */
  isReplaced: boolean
}

const known = new WeakMap<Type, readonly Row[]>()

/** The fields of a record's type in its order, laid out for comparing; made once. */
export function rowsOf(type: Type, fields: ReadonlyMap<string, Type>): readonly Row[] {
  const found = known.get(type)
  if (found) return found
  const rows = [...fields].map(([name, inner]) => ({
    name,
    look: lookOf(inner),
    filled: defaultOf(inner),
    fillsNull: inner.required === true,
    isGenerated: inner.generated === true,
    isReplaced: inner.replacedBy !== undefined,
  }))
  known.set(type, rows)
  return rows
}

function lookOf(type: Type | undefined): Look {
  return {
    type,
    isWhole: type === undefined || type.secret === true,
    isForeign: type?.type === 'foreign',
    isMap: type?.type === 'map',
    of: type?.of && lookOf(type.of),
    rows: undefined,
  }
}

const UNKNOWN = lookOf(undefined)

/** Tells whether nothing is there, or null. */
export const isAbsent = (value: Value | undefined): boolean => value === undefined || value === null

const NOTHING: ReadonlySet<string> = new Set()

/** Tells whether two records agree in the fields that the type does not know, which count as they stand. */
export function sameOthers(
  wanted: Fields,
  held: Fields,
  known: ReadonlyMap<string, Type>,
  ignore: ReadonlySet<string> = NOTHING,
): boolean {
  for (const name in wanted) if (!known.has(name) && !ignore.has(name) && !equal(wanted[name], held[name])) return false
  for (const name in held)
    if (!known.has(name) && !ignore.has(name) && !isAbsent(held[name]) && wanted[name] === undefined) return false
  return true
}

/**
 * Tells quickly whether a value is at the controller as a file has it, once the defaults inside are filled. True is certain; sets
 * in another order, and what a deprecated field says, are for the full comparison.
 */
export function same(wanted: Value | undefined, held: Value | undefined, look: Look): boolean {
  const a = clear(wanted) ?? null
  const b = held ?? null
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (look.isWhole) return equal(a, b, look.type)
  if (Array.isArray(a)) return Array.isArray(b) && sameLists(a, b, look.of ?? UNKNOWN)
  return isFields(a) && isFields(b) && sameFields(a, b, look)
}

function sameLists(wanted: Value[], held: Value[], look: Look): boolean {
  if (wanted.length !== held.length) return false
  for (let index = 0; index < wanted.length; index++) {
    const value = wanted[index]
    if (value !== held[index] && !same(value, held[index], look)) return false
  }
  return true
}

function sameFields(wanted: Fields, held: Fields, look: Look): boolean {
  const { type, of } = look
  if (look.isForeign && wanted.id === held.id && isOnlyId(wanted) && isOnlyId(held)) return true
  if (type?.type === 'record' && type.fields) {
    look.rows ??= rowsOf(type, type.fields)
    return sameRecords(wanted, held, look.rows, type.fields)
  }
  return look.isMap && of ? sameMaps(wanted, held, of) : equal(wanted, held, type)
}

function isOnlyId(fields: Fields): boolean {
  for (const name in fields) if (name !== 'id') return false
  return true
}

function sameRecords(wanted: Fields, held: Fields, rows: readonly Row[], known: ReadonlyMap<string, Type>): boolean {
  for (const { name, look, filled, fillsNull, isReplaced } of rows) {
    const given = wanted[name]
    if (isReplaced) {
      if (!isAbsent(given)) return false
    } else {
      const value = given === undefined || (given === null && fillsNull) ? (filled ?? given) : given
      if (!same(value, held[name], look)) return false
    }
  }
  return sameOthers(wanted, held, known)
}

function sameMaps(wanted: Fields, held: Fields, look: Look): boolean {
  for (const name in wanted) if (!same(wanted[name], held[name], look)) return false
  for (const name in held) if (!isAbsent(held[name]) && wanted[name] === undefined) return false
  return true
}
