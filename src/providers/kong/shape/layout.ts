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

const layouts = new WeakMap<Type, { rows: readonly Row[]; kind: Kind }>()

/**
 * Gives the fields that an entity may have in a dump, in its order: the name, other keys, references, all others. Those
 * of a type are laid out once; an entity with fields that its type does not know gets rows of its own.
 */
export function rowsOf(kind: Kind, type: Type | undefined, fields: Fields): readonly Row[] {
  const known = type?.fields
  if (type === undefined || known === undefined) return makeRows(kind, type, orderedNames(fields, type))
  for (const name in fields)
    if (!known.has(name) && !NEVER.has(name) && name !== kind.elapsing)
      return makeRows(kind, type, orderedNames(fields, type))
  const found = layouts.get(type)
  if (found?.kind === kind) return found.rows
  const elapsing = kind.elapsing === undefined || known.has(kind.elapsing) ? [] : [kind.elapsing]
  const rows = makeRows(kind, type, [...known.keys(), ...elapsing])
  layouts.set(type, { rows, kind })
  return rows
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
