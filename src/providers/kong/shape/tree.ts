import type { Entity } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { Value } from '../../../model/value.ts'
import { handleField, kindByName } from './sections.ts'

/** Entities as a file nests them. */
export interface Tree {
  /** Those at top level, by kind. */
  top: Map<string, Entity[]>
  /** Those inside another one: by that entity, by section. */
  nested: Map<Entity, Map<string, Entity[]>>
  /** For each nested entity, the field that nesting stands for. */
  parentField: Map<Entity, string>
  /** What to call the entity that a reference leads to. */
  find(reference: Reference, id: string): Entity | undefined
}

/**
 * Sorts entities into the tree of a dump: an entity with exactly one reference that can be nested stands under its
 * parent, when the parent is there; plugins with none or several, and whatever has no parent here, at top level.
 * `others` are not in the tree, and only lend their names to references.
 */
export function buildTree(entities: readonly Entity[], others: readonly Entity[]): Tree {
  const byId = index(entities)
  let more: Index | undefined
  const find = ({ kind }: Reference, id: string): Entity | undefined => {
    const found = byId.get(kind)?.get(id)
    if (found) return found
    more ??= index(others)
    return more.get(kind)?.get(id)
  }
  const tree: Tree = { top: new Map(), nested: new Map(), parentField: new Map(), find }
  for (const entity of entities) place(entity, tree, byId)
  for (const list of tree.top.values()) sort(list, tree)
  for (const sections of tree.nested.values()) for (const list of sections.values()) sort(list, tree)
  return tree
}

/** Entities by kind and id. */
type Index = Map<string, Map<string, Entity>>

function index(entities: readonly Entity[]): Index {
  const byKind: Index = new Map()
  for (const entity of entities) {
    const byId = byKind.get(entity.kind) ?? new Map<string, Entity>()
    if (byId.size === 0) byKind.set(entity.kind, byId)
    byId.set(entity.id ?? '', entity)
  }
  return byKind
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

function place(entity: Entity, tree: Tree, byId: Index): void {
  const only = onlyReference(entity)
  const parent = only && byId.get(only.kind)?.get(idOf(entity.fields[only.field]) ?? '')
  if (only?.nested === undefined || parent === undefined) {
    append(tree.top, entity.kind, entity)
    return
  }
  tree.parentField.set(entity, only.field)
  const sections = tree.nested.get(parent) ?? new Map<string, Entity[]>()
  tree.nested.set(parent, sections)
  append(sections, only.nested, entity)
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
  const kind = kindByName.get(entity.kind)
  const field = kind && handleField(kind)
  const value = field === undefined ? undefined : clear(entity.fields[field])
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The text by which a reference to an entity is written: its name, else its id. */
export function referenceText(entity: Entity | undefined, id: string): string {
  const kind = entity && kindByName.get(entity.kind)
  return entity === undefined || kind?.keepId ? id : (handleOf(entity) ?? id)
}

/** decK's order: by name, plugins by name and then what they refer to; the id decides what is left. */
function sort(list: Entity[], tree: Tree): void {
  if (list.length < 2) return
  const keyed = list.map((entity) => ({ entity, key: sortKey(entity, tree) }))
  keyed.sort(
    (left, right) => compareText(left.key, right.key) || compareText(left.entity.id ?? '', right.entity.id ?? ''),
  )
  for (const [at, { entity }] of keyed.entries()) list[at] = entity
}

/** decK joins a plugin's references in this order. */
const SORTED_REFERENCES = ['consumer', 'route', 'service']

function sortKey(entity: Entity, tree: Tree): string {
  const handle = handleOf(entity) ?? entity.id ?? ''
  const kind = kindByName.get(entity.kind)
  if (kind === undefined || tree.parentField.has(entity)) return handle
  return handle + SORTED_REFERENCES.map((field) => referencePart(kind, field, entity, tree)).join('')
}

function referencePart(kind: Kind, field: string, entity: Entity, tree: Tree): string {
  const reference = kind.references.find((each) => each.field === field)
  const id = idOf(entity.fields[field])
  return reference?.form !== 'string' || id === undefined ? '' : referenceText(tree.find(reference, id), id)
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
