import type { Entity } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { Fields } from '../../../model/value.ts'
import { handleOf, idOf, referenceText } from './handle.ts'

/** Finds the entity that a reference leads to. */
export type Find = (reference: Reference, id: string) => Entity | undefined

/** What an entity is sorted by. */
type KeyOf = (entity: Entity) => string

/** Sorts entities in place by their keys, of which each is asked for once; the id decides what is left. */
export function sortBy(list: Entity[], keyOf: KeyOf): void {
  if (list.length < 2) return
  const keyed = list.map((entity) => ({ entity, key: keyOf(entity) }))
  keyed.sort((left, right) => compare(left.key, right.key) || compare(left.entity.id ?? '', right.entity.id ?? ''))
  keyed.forEach(({ entity }, at) => {
    list[at] = entity
  })
}

const compare = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1)

/** decK joins a plugin's references in this order. */
const SORTED_REFERENCES = ['consumer', 'consumer_group', 'route', 'service']

/** decK's order at top level: by name, plugins by name and then what they refer to. */
export function topKey(kind: Kind | undefined, find: Find): KeyOf {
  const name = nameKey(kind)
  const fields = kind?.joins ? kind.references.map(({ field }) => field) : SORTED_REFERENCES
  const references = fields.flatMap((field) => kind?.references.find((each) => each.field === field) ?? [])
  const written = references.filter(({ form }) => form === 'string')
  if (written.length === 0 && !kind?.joins) return name
  const parts: KeyOf = (entity) => written.map((reference) => referenceKey(reference, entity, find)).join('')
  return kind?.joins ? parts : (entity) => name(entity) + parts(entity)
}

/** decK's order inside an entity: by name; what only ties entities together goes by their names. */
export function innerKey(kind: Kind | undefined, find: Find): KeyOf {
  return kind?.joins ? topKey(kind, find) : nameKey(kind)
}

function nameKey(kind: Kind | undefined): KeyOf {
  if (kind?.title === undefined) return (entity) => handleOf(entity) ?? entity.id ?? ''
  const [fields = []] = kind.keys
  return (entity) => fields.map((field) => textAt(entity.fields, field)).join(' ')
}

/** A value of a key as text, nothing for references; a dotted name leads into records. */
function textAt(fields: Fields, field: string): string {
  const [head = '', ...rest] = field.split('.')
  const value = clear(fields[head])
  if (isFields(value)) return rest.length === 0 ? '' : textAt(value, rest.join('.'))
  return value === undefined || value === null ? '' : String(value)
}

function referenceKey(reference: Reference, { fields }: Entity, find: Find): string {
  const id = idOf(fields[reference.field])
  return id === undefined ? '' : referenceText(find(reference, id), id)
}
