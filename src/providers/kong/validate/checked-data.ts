import type { Entity, Target } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { type Plain, plain } from './plain.ts'

/** Stands for the id of what a reference leads to; whether it is there is another check. */
const SOME_ID = '00000000-0000-4000-8000-000000000000'

/** An entity as it is checked. */
export interface CheckedData {
  read: Plain
  /** Fields in clear, and references in the form in which the gateway gets them. */
  data: Fields
  /** The name of a plugin. */
  plugin: string | undefined
}

/** Gives an entity in the form in which it is checked; it holds secrets in clear, and must not leave the validation. */
export function checkedData(entity: Entity, kind: Kind): CheckedData {
  const read = plain(entity.fields)
  return { read, data: withReferences(read.fields, entity, kind), plugin: pluginName(read.fields, kind) }
}

/** The name of a plugin by its fields in clear; undefined for other kinds. */
export function pluginName({ name }: Fields, kind: Kind): string | undefined {
  return kind.name === 'plugin' && typeof name === 'string' ? name : undefined
}

const NOTHING: Fields = {}

const hidden = new WeakMap<Kind, Fields>()

/**
 * What no dump holds is asked for when it turns out that the entity is new; what the gateway works out, as the kind of the
 * entity that a permission is about, may be left out.
 */
export function heldBack(kind: Kind): Fields {
  const known = hidden.get(kind)
  if (known) return known
  const { hashed, idless, generated } = kind
  const secret = hashed && hashed.salt === undefined ? [hashed.field] : []
  const made = idless ? generated.filter((name) => name !== 'created_at') : []
  const names = [...secret, ...made]
  const fields = names.length === 0 ? NOTHING : Object.fromEntries(names.map((name) => [name, 'kept']))
  hidden.set(kind, fields)
  return fields
}

/** Tells whether `heldBack` gives any. */
export function isHeldBack(kind: Kind): boolean {
  return heldBack(kind) !== NOTHING
}

/** Fields to which nothing is to be added are not copied. */
function withReferences(fields: Fields, entity: Entity, kind: Kind): Fields {
  const kept = heldBack(kind)
  let data = kept === NOTHING ? fields : { ...kept, ...fields }
  for (const reference of kind.references) {
    const target = entity.refs[reference.field]
    if (target === undefined) continue
    if (data === fields) data = { ...fields }
    data[reference.field] = standIn(target, reference)
  }
  return data
}

/** Gives what stands for a reference while its entity is checked. */
export function standIn(target: Target | Target[], { many, records }: Reference): Value {
  if (records) return [target].flat().map((each) => ({ ...('more' in each && each.more), id: SOME_ID }))
  return many ? [target].flat().map(() => SOME_ID) : { id: SOME_ID }
}
