import type { Kind, Reference } from '../../../model/kind.ts'
import type { Type } from '../../../model/type.ts'
import type { Fields } from '../../../model/value.ts'
import { handleField } from './sections.ts'
import { orderedNames } from './tidy.ts'

/** What writing a field of an entity asks for again and again. */
export interface Row {
  name: string
  type: Type | undefined
  reference: Reference | undefined
  /** Part of a natural key: never left out. */
  isKey: boolean
  /** Stands last where it takes several lines. */
  mayBeLate: boolean
}

/** What a dump leaves out: ids, which are written apart, and times, as decK does. */
const NEVER = new Set(['id', 'created_at', 'updated_at'])

interface Layout {
  kind: Kind
  rows: readonly Row[]
  /** Names of fields that the rows are known to cover: those of the last entity, for the next one most often has the same. */
  names: readonly string[]
}

const layouts = new WeakMap<Type, Layout>()

/**
 * Gives the fields that an entity may have in a dump, in its order: the name, other keys, references, all others. Those
 * of a type are laid out once; an entity with fields that its type does not know gets rows of its own.
 */
export function rowsOf(kind: Kind, type: Type | undefined, fields: Fields): readonly Row[] {
  if (type?.fields === undefined) return makeRows(kind, type, orderedNames(fields, type))
  const layout = layoutOf(kind, type, type.fields)
  if (isAmong(fields, layout.names)) return layout.rows
  const names = Object.keys(fields)
  const { fields: known } = type
  if (!names.every((name) => known.has(name) || NEVER.has(name) || name === kind.elapsing))
    return makeRows(kind, type, orderedNames(fields, type))
  layout.names = names
  return layout.rows
}

/** Whether these are the first names, in this order. */
function isAmong(fields: Fields, names: readonly string[]): boolean {
  let at = 0
  for (const name in fields) {
    if (name !== names[at]) return false
    at += 1
  }
  return true
}

function layoutOf(kind: Kind, type: Type, known: ReadonlyMap<string, Type>): Layout {
  const found = layouts.get(type)
  if (found?.kind === kind) return found
  const elapsing = kind.elapsing === undefined || known.has(kind.elapsing) ? [] : [kind.elapsing]
  const layout = { kind, rows: makeRows(kind, type, [...known.keys(), ...elapsing]), names: [] }
  layouts.set(type, layout)
  return layout
}

function makeRows(kind: Kind, type: Type | undefined, names: readonly string[]): Row[] {
  const keys = new Set(kind.keys.flat())
  const rows = names
    .filter((name) => !NEVER.has(name))
    .map((name) => {
      const reference = kind.references.find(({ field }) => field === name)
      const isKey = keys.has(name)
      const rank = rankOf(kind, name, reference, isKey)
      return { name, type: type?.fields?.get(name), reference, isKey, mayBeLate: rank === 3, rank }
    })
  return rows.sort((left, right) => left.rank - right.rank)
}

function rankOf(kind: Kind, name: string, reference: Reference | undefined, isKey: boolean): number {
  if (name === handleField(kind.name)) return 0
  if (reference) return 2
  return isKey || name === 'name' ? 1 : 3
}
