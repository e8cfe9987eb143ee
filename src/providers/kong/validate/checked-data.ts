import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import type { Fields } from '../../../model/value.ts'
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
  const { name } = read.fields
  const plugin = kind.name === 'plugin' && typeof name === 'string' ? name : undefined
  return { read, data: { ...heldBack(kind), ...read.fields, ...referencesOf(entity, kind) }, plugin }
}

/**
 * What no dump holds is asked for when it turns out that the entity is new; what the gateway works out, as the kind of the
 * entity that a permission is about, may be left out.
 */
export function heldBack({ hashed, idless, generated }: Kind): Fields {
  const hidden = hashed && hashed.salt === undefined ? [hashed.field] : []
  const made = idless ? generated.filter((name) => name !== 'created_at') : []
  return Object.fromEntries([...hidden, ...made].map((name) => [name, 'kept']))
}

function referencesOf(entity: Entity, kind: Kind): Fields {
  const fields: Fields = {}
  for (const { field, many, records } of kind.references) {
    const target = entity.refs[field]
    if (target === undefined) continue
    if (records) fields[field] = [target].flat().map((each) => ({ ...('more' in each && each.more), id: SOME_ID }))
    else fields[field] = many ? [target].flat().map(() => SOME_ID) : { id: SOME_ID }
  }
  return fields
}
