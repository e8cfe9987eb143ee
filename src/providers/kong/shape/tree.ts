import type { Entity } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { handleField, kindByName } from './sections.ts'

/** Entities as a file nests them. */
export interface Tree {
  /** Those at top level, by kind. */
  top: Map<string, Entity[]>
  /** Those inside another one, in their order. */
  within(parent: Entity, section: string): readonly Entity[]
  /** What to call the entity that a reference leads to. */
  find(reference: Reference, id: string): Entity | undefined
}

/**
 * Sorts entities into the tree of a dump: an entity with exactly one reference that can be nested stands under its
 * parent, when the parent is there; plugins with none or several, and whatever has no parent here, at top level.
 * `others` are not in the tree, and only lend their names to references.
 */
export function buildTree(entities: readonly Entity[], others: readonly Entity[]): Tree {
  const [own, other] = [finder(entities), finder(others)]
  const find: Find = (reference, id) => own(reference, id) ?? other(reference, id)
  const nested: Nested = new Map()
  const top = new Map<string, Entity[]>()
  const within = (parent: Entity, section: string): readonly Entity[] => {
    // Sorted only now, when their names are about to be written anyway.
    const list = nested.get(section)?.get(parent) ?? NONE
    sort(list, (entity) => nestedKey(entity, find))
    return list
  }
  for (const entity of entities) place(entity, top, nested, own)
  for (const list of top.values()) sort(list, (entity) => sortKey(entity, find))
  return { top, within, find }
}

const NONE: Entity[] = []

/** By section, by parent. */
type Nested = Map<string, Map<Entity, Entity[]>>

type Find = (reference: Reference, id: string) => Entity | undefined

/** Finds entities by kind and id; a kind that nothing refers to is not indexed. */
function finder(entities: readonly Entity[]): Find {
  const byKind = new Map<string, Map<string, Entity>>()
  const index = (kind: string): Map<string, Entity> => {
    const byId = new Map<string, Entity>()
    for (const entity of entities) if (entity.kind === kind) byId.set(entity.id ?? '', entity)
    byKind.set(kind, byId)
    return byId
  }
  return ({ kind }, id) => (byKind.get(kind) ?? index(kind)).get(id)
}

/** The one reference by which an entity can be nested; undefined where there are none or several. */
function onlyReference(entity: Entity): Reference | undefined {
  let only: Reference | undefined
  for (const reference of kindByName.get(entity.kind)?.references ?? []) {
    if (reference.nested === undefined || idOf(entity.fields[reference.field]) === undefined) continue
    if (only) return undefined
    only = reference
  }
  return only
}

/** What ties two entities together stands in either: in the last one that is there, a group among a consumer's as in decK. */
function joinReference(kind: Kind, entity: Entity, find: Find): Reference | undefined {
  return kind.references.findLast(
    (each) => each.nested !== undefined && find(each, idOf(entity.fields[each.field]) ?? '') !== undefined,
  )
}

function place(entity: Entity, top: Map<string, Entity[]>, nested: Nested, find: Find): void {
  const kind = kindByName.get(entity.kind)
  const only = kind?.joins ? joinReference(kind, entity, find) : onlyReference(entity)
  const parent = only && find(only, idOf(entity.fields[only.field]) ?? '')
  if (only?.nested === undefined || parent === undefined) {
    append(top, entity.kind, entity)
    return
  }
  const lists = nested.get(only.nested) ?? new Map<Entity, Entity[]>()
  if (lists.size === 0) nested.set(only.nested, lists)
  append(lists, parent, entity)
}

function append<K>(map: Map<K, Entity[]>, key: K, entity: Entity): void {
  const list = map.get(key)
  if (list) list.push(entity)
  else map.set(key, [entity])
}

/** The id inside a reference as Kong writes it, `{id}`. */
export function idOf(value: Value | undefined): string | undefined {
  const id = isFields(value) ? clear(value.id) : undefined
  return typeof id === 'string' ? id : undefined
}

/** What a file calls an entity by: its name-like field, where the kind has one that is filled. */
export function handleOf(entity: Entity): string | undefined {
  const field = handleField(entity.kind)
  const value = field === undefined ? undefined : clear(entity.fields[field])
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The text by which a reference to an entity is written: its name, else its id. */
export function referenceText(entity: Entity | undefined, id: string): string {
  const kind = entity && kindByName.get(entity.kind)
  return entity === undefined || kind?.keepId ? id : (handleOf(entity) ?? id)
}

/** decK's order: by name, plugins by name and then what they refer to; the id decides what is left. */
function sort(list: Entity[], keyOf: (entity: Entity) => string): void {
  if (list.length < 2) return
  const keyed = list.map((entity) => ({ entity, key: keyOf(entity) }))
  keyed.sort(
    (left, right) => compareText(left.key, right.key) || compareText(left.entity.id ?? '', right.entity.id ?? ''),
  )
  keyed.forEach(({ entity }, at) => {
    list[at] = entity
  })
}

/** decK joins a plugin's references in this order. */
const SORTED_REFERENCES = ['consumer', 'consumer_group', 'route', 'service']

function nameOf(entity: Entity): string {
  const kind = kindByName.get(entity.kind)
  if (kind?.title === undefined) return handleOf(entity) ?? entity.id ?? ''
  return (kind.keys[0] ?? []).map((field) => textAt(entity.fields, field)).join(' ')
}

/** A value of a key as text, nothing for references; a dotted name leads into records. */
function textAt(fields: Fields, field: string): string {
  const [head = '', ...rest] = field.split('.')
  const value = clear(fields[head])
  if (isFields(value)) return rest.length === 0 ? '' : textAt(value, rest.join('.'))
  return value === undefined || value === null ? '' : String(value)
}

/** What only ties entities together goes by their names. */
function nestedKey(entity: Entity, find: Find): string {
  const kind = kindByName.get(entity.kind)
  return kind?.joins ? sortKey(entity, find) : nameOf(entity)
}

function sortKey(entity: Entity, find: Find): string {
  const kind = kindByName.get(entity.kind)
  if (kind === undefined || kind.references.length === 0) return nameOf(entity)
  const fields = kind.joins ? kind.references.map(({ field }) => field) : SORTED_REFERENCES
  const parts = fields.map((field) => referencePart(kind, field, entity, find)).join('')
  return kind.joins ? parts : nameOf(entity) + parts
}

function referencePart(kind: Kind, field: string, entity: Entity, find: Find): string {
  const reference = kind.references.find((each) => each.field === field)
  const id = idOf(entity.fields[field])
  return reference?.form !== 'string' || id === undefined ? '' : referenceText(find(reference, id), id)
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
