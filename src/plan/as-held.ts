import type { Kind } from '../model/kind.ts'
import type { Type } from '../model/type.ts'
import type { Fields, Value } from '../model/value.ts'
import type { Node } from './node.ts'
import { isAbsent, type Row, rowsOf, same, sameOthers } from './same.ts'

/** One field at the top of an entity. */
interface TopRow extends Row {
  /** What its records say takes the place of other fields. */
  hasRecords: boolean
  isIgnored: boolean
  /** The controller makes it when nothing is given, or null. */
  isMade: boolean
  elapses: boolean
}

/** How entities of one kind and type are compared. */
interface Comparison {
  kind: Kind
  type: Type
  /** Undefined where a quick look tells nothing. */
  layout: Layout | undefined
}

interface Layout {
  rows: readonly TopRow[]
  known: ReadonlyMap<string, Type>
  ignored: ReadonlySet<string>
  /** Where in `rows` a field is. */
  places: ReadonlyMap<string, number>
  /** The sides of the entity that is looked at, in the order of `rows`. */
  own: (Value | undefined)[]
  there: (Value | undefined)[]
}

const comparisons = new WeakMap<Kind, WeakMap<Type, Comparison>>()

/** Entities of a kind come one after the other. */
let last: Comparison | undefined

/**
 * Tells quickly, and without a copy of anything, whether an entity is in the controller as its file has it. True is
 * certain: completing and comparing the normalised sides would find nothing. False says only that these must be made.
 */
export function isAsHeld({ kind, type, wanted, references, held }: Node): boolean {
  const layout = type && layoutOf(kind, type)
  if (layout === undefined) return false
  const { rows, known, ignored, places, own, there } = layout
  const more = layOut(wanted, places, emptied(own))
  if (layOut(references, places, own)) return false
  const moreThere = layOut(held, places, emptied(there))
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]
    if (row && !isSame(row, own[place], there[place])) return false
  }
  return !(more || moreThere) || sameOthers(wanted, held, known, ignored)
}

/** For so few, a loop is faster than `fill`. */
function emptied(side: (Value | undefined)[]): (Value | undefined)[] {
  for (let place = 0; place < side.length; place++) side[place] = undefined
  return side
}

/** Walking a record is many times as fast as asking it for one name after the other. Tells whether it has other fields as well. */
function layOut(fields: Fields, places: ReadonlyMap<string, number>, out: (Value | undefined)[]): boolean {
  let others = false
  for (const name in fields) {
    const value = fields[name]
    if (value === undefined) continue
    const place = places.get(name)
    if (place === undefined) others = true
    else out[place] = value
  }
  return others
}

function isSame(row: TopRow, given: Value | undefined, there: Value | undefined): boolean {
  if (row.isReplaced) return isAbsent(given)
  if (row.isIgnored) return true
  if (row.hasRecords && !(isEmpty(given) && isEmpty(there))) return false
  const value = given === undefined || (given === null && row.fillsNull) ? (row.filled ?? given) : given
  if (value === there) return true
  if (value === undefined && row.isGenerated) return true
  if (row.isMade && isAbsent(value)) return true
  if (row.elapses && runsDown(value, there)) return true
  return (isEmpty(value) && isEmpty(there)) || same(value, there, row.look)
}

const isEmpty = (value: Value | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

function runsDown(given: Value | undefined, left: Value | undefined): boolean {
  return given === undefined || (typeof given === 'number' && typeof left === 'number' && left <= given)
}

function layoutOf(kind: Kind, type: Type): Layout | undefined {
  if (last?.kind === kind && last.type === type) return last.layout
  const ofKind = comparisons.get(kind) ?? new WeakMap<Type, Comparison>()
  comparisons.set(kind, ofKind)
  last = ofKind.get(type) ?? { kind, type, layout: makeLayout(kind, type) }
  ofKind.set(type, last)
  return last.layout
}

function makeLayout(kind: Kind, type: Type): Layout | undefined {
  const known = type.fields
  if (known === undefined || kind.hashed || kind.rewrites) return undefined
  if (kind.elapsing && !known.has(kind.elapsing)) return undefined
  const ignored = new Set(['id', ...kind.readOnly])
  const rows = rowsOf(type, known).map((row) => ({
    ...row,
    hasRecords: kind.references.some(({ field, records }) => field === row.name && records !== undefined),
    isIgnored: ignored.has(row.name),
    isMade: kind.generated.includes(row.name),
    elapses: row.name === kind.elapsing,
  }))
  const places = new Map(rows.map(({ name }, place) => [name, place]))
  const side = (): undefined[] => rows.map(() => undefined)
  return { rows, known, ignored, places, own: side(), there: side() }
}
