import type { Kind } from '../model/kind.ts'
import { clear, isFields } from '../model/secret.ts'
import type { Type } from '../model/type.ts'
import type { Fields, Value } from '../model/value.ts'
import { equal } from './compare.ts'
import type { Node } from './node.ts'
import { defaultOf } from './normalise.ts'

/** One field of a record's type, laid out for comparing. */
interface Row {
  name: string
  type: Type
  /** What the controller puts in where nothing is given. */
  filled: Value | undefined
}

interface Layout {
  rows: readonly Row[]
  known: ReadonlyMap<string, Type>
}

/** One field at the top of an entity. */
interface TopRow extends Row {
  isReference: boolean
  /** What its records say takes the place of other fields. */
  hasRecords: boolean
  isIgnored: boolean
  /** The controller makes it when nothing is given, or null. */
  isMade: boolean
  elapses: boolean
}

interface TopLayout {
  rows: readonly TopRow[]
  known: ReadonlyMap<string, Type>
  ignored: ReadonlySet<string>
}

const layouts = new WeakMap<Type, Layout>()
const topLayouts = new WeakMap<Kind, WeakMap<Type, TopLayout>>()

/**
 * Tells quickly, and without a copy of anything, whether an entity is in the controller as its file has it. True is
 * certain: completing and comparing the normalised sides would find nothing. False says only that these must be made.
 */
export function isAsHeld({ kind, type, wanted, references, held }: Node): boolean {
  if (type?.fields === undefined || kind.hashed || kind.rewrites) return false
  if (kind.elapsing && !type.fields.has(kind.elapsing)) return false
  const { rows, known, ignored } = topLayoutOf(kind, type, type.fields)
  let [seen, seenHeld] = [0, 0]
  for (const row of rows) {
    const own = wanted[row.name]
    const there = held[row.name]
    if (own !== undefined) seen++
    if (there !== undefined) seenHeld++
    if (!isSame(row, row.isReference ? (references[row.name] ?? own) : own, there)) return false
  }
  for (const name in references) if (!known.has(name)) return false
  const others = sizeOf(wanted) > seen || sizeOf(held) > seenHeld + takenOut(held)
  return !others || sameOthers(wanted, held, known, ignored)
}

function isSame(row: TopRow, given: Value | undefined, there: Value | undefined): boolean {
  const { type } = row
  if (type.replacedBy) return isAbsent(given)
  if (row.isIgnored) return true
  if (row.hasRecords && !(isEmpty(given) && isEmpty(there))) return false
  const value = filledIn(given, type, row.filled)
  if (value === there) return true
  if (value === undefined && type.generated) return true
  if (row.isMade && isAbsent(value)) return true
  if (row.elapses && runsDown(value, there)) return true
  return (isEmpty(value) && isEmpty(there)) || same(value, there, type)
}

/** How many fields a record has, without a list of them. */
function sizeOf(fields: Fields): number {
  let size = 0
  for (const _ in fields) size++
  return size
}

/** The id was taken out of what was read, and stands there as undefined. */
const takenOut = (held: Fields): number => ('id' in held && held.id === undefined ? 1 : 0)

function runsDown(given: Value | undefined, left: Value | undefined): boolean {
  return given === undefined || (typeof given === 'number' && typeof left === 'number' && left <= given)
}

function topLayoutOf(kind: Kind, type: Type, known: ReadonlyMap<string, Type>): TopLayout {
  const ofKind = topLayouts.get(kind) ?? new WeakMap<Type, TopLayout>()
  topLayouts.set(kind, ofKind)
  const layout = ofKind.get(type) ?? makeTopLayout(kind, type, known)
  ofKind.set(type, layout)
  return layout
}

function makeTopLayout(kind: Kind, type: Type, known: ReadonlyMap<string, Type>): TopLayout {
  const ignored = new Set(['id', ...kind.readOnly])
  const referring = new Map(kind.references.map((reference) => [reference.field, reference]))
  const rows = layoutOf(type, known).rows.map((row) => ({
    ...row,
    isReference: referring.has(row.name),
    hasRecords: referring.get(row.name)?.records !== undefined,
    isIgnored: ignored.has(row.name),
    isMade: kind.generated.includes(row.name),
    elapses: row.name === kind.elapsing,
  }))
  return { rows, known, ignored }
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
