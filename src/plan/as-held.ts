import type { Kind } from '../model/kind.ts'
import { clear, isFields } from '../model/secret.ts'
import type { Type } from '../model/type.ts'
import type { Fields, Value } from '../model/value.ts'
import { equal } from './compare.ts'
import type { Node } from './node.ts'
import { defaultOf } from './normalise.ts'

/** A record's type, laid out for comparing. */
interface Layout {
  rows: readonly { name: string; type: Type; filled: Value | undefined }[]
  known: ReadonlyMap<string, Type>
}

const layouts = new WeakMap<Type, Layout>()
const ignored = new WeakMap<Kind, ReadonlySet<string>>()

/**
 * Tells quickly, and without a copy of anything, whether an entity is in the controller as its file has it. True is
 * certain: completing and comparing the normalised sides would find nothing. False says only that these must be made.
 */
export function isAsHeld({ kind, type, wanted, references, held }: Node): boolean {
  if (type?.fields === undefined || kind.hashed || kind.rewrites) return false
  if (kind.elapsing && !type.fields.has(kind.elapsing)) return false
  const ignore = ignoredOf(kind)
  const { rows, known } = layoutOf(type, type.fields)
  let [seen, seenHeld] = [0, 0]
  for (const { name, type: inner, filled } of rows) {
    const own = wanted[name]
    const there = held[name]
    if (own !== undefined) seen++
    if (there !== undefined) seenHeld++
    const given = references[name] ?? own
    if (inner.replacedBy) {
      if (!isAbsent(given)) return false
      continue
    }
    if (ignore.has(name)) continue
    const value = filledIn(given, inner, filled)
    const made =
      (value === undefined && inner.generated) ||
      (isAbsent(value) && kind.generated.includes(name)) ||
      (name === kind.elapsing && runsDown(value, there))
    if (!made && !(isEmpty(value) && isEmpty(there)) && !same(value, there, inner)) return false
  }
  for (const name in references) if (!known.has(name)) return false
  const others = Object.keys(wanted).length > seen || Object.keys(held).length > seenHeld + takenOut(held)
  return !others || sameOthers(wanted, held, known, ignore)
}

/** The id was taken out of what was read, and stands there as undefined. */
const takenOut = (held: Fields): number => ('id' in held && held.id === undefined ? 1 : 0)

function runsDown(given: Value | undefined, left: Value | undefined): boolean {
  return given === undefined || (typeof given === 'number' && typeof left === 'number' && left <= given)
}

function ignoredOf(kind: Kind): ReadonlySet<string> {
  const names = ignored.get(kind) ?? new Set(['id', ...kind.readOnly])
  ignored.set(kind, names)
  return names
}

function layoutOf(type: Type, known: ReadonlyMap<string, Type>): Layout {
  const found = layouts.get(type)
  if (found) return found
  const rows = [...known].map(([name, inner]) => ({ name, type: inner, filled: defaultOf(inner) }))
  const layout: Layout = { rows, known }
  layouts.set(type, layout)
  return layout
}

function filledIn(given: Value | undefined, type: Type, filled: Value | undefined): Value | undefined {
  return given === undefined || (given === null && type.required) ? (filled ?? given) : given
}

const isAbsent = (value: Value | undefined): boolean => value === undefined || value === null

const isEmpty = (value: Value | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

const NOTHING: ReadonlySet<string> = new Set()

/** Fields that the type does not know count as they stand. */
function sameOthers(
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

function same(wanted: Value | undefined, held: Value | undefined, type: Type | undefined): boolean {
  const [a, b] = [clear(wanted) ?? null, held ?? null]
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (type === undefined || type.secret) return equal(a, b, type)
  if (Array.isArray(a)) return Array.isArray(b) && sameLists(a, b, type.of)
  if (!isFields(a) || !isFields(b)) return false
  if (type.type === 'foreign' && a.id === b.id && isOnlyId(a) && isOnlyId(b)) return true
  if (type.type === 'record' && type.fields) return sameRecords(a, b, layoutOf(type, type.fields))
  return type.type === 'map' && type.of ? sameMaps(a, b, type.of) : equal(a, b, type)
}

function isOnlyId(fields: Fields): boolean {
  for (const name in fields) if (name !== 'id') return false
  return true
}

function sameLists(wanted: Value[], held: Value[], type: Type | undefined): boolean {
  if (wanted.length !== held.length) return false
  for (let index = 0; index < wanted.length; index++) if (!same(wanted[index], held[index], type)) return false
  return true
}

function sameRecords(wanted: Fields, held: Fields, { rows, known }: Layout): boolean {
  for (const { name, type, filled } of rows) {
    if (type.replacedBy) {
      if (!isAbsent(wanted[name])) return false
    } else if (!same(filledIn(wanted[name], type, filled), held[name], type)) return false
  }
  return sameOthers(wanted, held, known)
}

function sameMaps(wanted: Fields, held: Fields, type: Type): boolean {
  for (const name in wanted) if (!same(wanted[name], held[name], type)) return false
  for (const name in held) if (!isAbsent(held[name]) && wanted[name] === undefined) return false
  return true
}
