import type { Entity } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import { idOf } from './handle.ts'
import { kindByName } from './sections.ts'
import { type Find, innerKey, sortBy, topKey } from './tree-order.ts'

/** Entities as a file nests them. */
export interface Tree {
  /** Those at top level in their order, by kind. */
  top: ReadonlyMap<string, readonly Entity[]>
  /** Those inside another one, in their order. */
  within(parent: Entity, section: string): readonly Entity[]
  /** What to call the entity that a reference leads to. */
  find: Find
}

const NONE: readonly Entity[] = []

/**
 * Sorts entities into the tree of a dump: an entity with exactly one reference that can be nested stands under its
 * parent, when the parent is there; plugins with none or several, and whatever has no parent here, at top level.
 * `others` are not in the tree, and only lend their names to references.
 */
export function buildTree(entities: readonly Entity[], others: readonly Entity[]): Tree {
  const own = groupByKind(entities)
  let other: Groups | undefined
  const find: Find = ({ kind }, id) => {
    const found = own.get(kind)?.find(id)
    if (found) return found
    other ??= groupByKind(others)
    return other.get(kind)?.find(id)
  }
  const top = new Map<string, Entity[]>()
  for (const [name, { entities: all }] of own) {
    const kind = kindByName.get(name)
    const list = all.filter((entity) => kind === undefined || !isNested(entity, kind, own))
    sortBy(list, topKey(kind, find))
    if (list.length > 0) top.set(name, list)
  }
  const within = (parent: Entity, section: string): readonly Entity[] => {
    const list = own.get(parent.kind)?.inside(parent, section)
    const first = list?.[0]
    if (list === undefined || first === undefined) return NONE
    // Sorted only now, when their names are about to be written anyway.
    sortBy(list, innerKey(kindByName.get(first.kind), find))
    return list
  }
  return { top, within, find }
}

type Groups = ReadonlyMap<string, Group>

function groupByKind(entities: readonly Entity[]): Groups {
  const groups = new Map<string, Group>()
  for (const entity of entities) {
    const group = groups.get(entity.kind) ?? new Group()
    if (group.entities.push(entity) === 1) groups.set(entity.kind, group)
  }
  return groups
}

/** The entities of one kind, and what stands inside them. Each has a number, so that nothing is made for those with nothing inside. */
class Group {
  readonly entities: Entity[] = []
  /** By id; a kind that nothing refers to is not indexed. */
  #numbers: Map<string, number> | undefined
  /** By section, by number. */
  readonly #inner = new Map<string, (Entity[] | undefined)[]>()

  find(id: string): Entity | undefined {
    const number = this.#numberOf(id)
    return number === undefined ? undefined : this.entities[number]
  }

  /** Puts an entity inside the one with this id; false where there is none. */
  put(id: string, section: string, entity: Entity): boolean {
    const number = this.#numberOf(id)
    if (number === undefined) return false
    const lists = this.#inner.get(section) ?? this.#open(section)
    const list = lists[number]
    if (list) list.push(entity)
    else lists[number] = [entity]
    return true
  }

  inside(parent: Entity, section: string): Entity[] | undefined {
    const lists = this.#inner.get(section)
    const number = lists && this.#numberOf(parent.id ?? '')
    return number === undefined || this.entities[number] !== parent ? undefined : lists?.[number]
  }

  #numberOf(id: string): number | undefined {
    this.#numbers ??= numbered(this.entities)
    return this.#numbers.get(id)
  }

  #open(section: string): (Entity[] | undefined)[] {
    const lists = Array.from<undefined>({ length: this.entities.length })
    this.#inner.set(section, lists)
    return lists
  }
}

function numbered(entities: readonly Entity[]): Map<string, number> {
  const numbers = new Map<string, number>()
  let number = 0
  for (const { id = '' } of entities) {
    numbers.set(id, number)
    number += 1
  }
  return numbers
}

function isNested(entity: Entity, kind: Kind, own: Groups): boolean {
  const only = kind.joins ? joinReference(kind, entity, own) : onlyReference(kind, entity)
  const id = only && idOf(entity.fields[only.field])
  return only?.nested !== undefined && own.get(only.kind)?.put(id ?? '', only.nested, entity) === true
}

/** The one reference by which an entity can be nested; undefined where there are none or several. */
function onlyReference(kind: Kind, { fields }: Entity): Reference | undefined {
  let only: Reference | undefined
  for (const reference of kind.references) {
    if (reference.nested === undefined || idOf(fields[reference.field]) === undefined) continue
    if (only) return undefined
    only = reference
  }
  return only
}

/** What ties two entities together stands in either: in the last one that is there, a group among a consumer's as in decK. */
function joinReference({ references }: Kind, { fields }: Entity, own: Groups): Reference | undefined {
  return references.findLast(
    ({ nested, field, kind }) => nested !== undefined && own.get(kind)?.find(idOf(fields[field]) ?? '') !== undefined,
  )
}
