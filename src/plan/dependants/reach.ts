import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import { idOf, idsOf, publicKey } from '../keys.ts'

/** So many dependants of one kind are named of one entity … */
const EACH = 50

/** … and so many of all, fewer of each where many entities have some: a page must stay readable, and a plan small. */
const MOST = 10_000

/** Something by kind and id. */
export type Places<T> = ReadonlyMap<string, ReadonlyMap<string, T>>

/** Entities that refer to some others: those that are named, and the rest. */
export interface Reached {
  named: Entity[]
  cut: Entity[]
}

/**
 * Goes from what a plan touches to what refers to it, and on from there until nothing is left.
 * @param entities what was read, in any order; an entity may be there twice
 * @param touched by kind, what the plan touches
 * @param rows the kinds, by name
 * @returns what is reached, nearest first, each once; what is touched is not among it
 */
export function reach(entities: readonly Entity[], touched: Places<string>, rows: ReadonlyMap<string, Kind>): Reached {
  const all: Reached = { named: [], cut: [] }
  let around: Places<unknown> = touched
  let rest = entities
  while (around.size > 0) {
    const [near, far]: [Entity[], Entity[]] = [[], []]
    const fields = fieldsTo(around, rows)
    for (const entity of rest) (refersTo(entity, fields) ? near : far).push(entity)
    const found = choose(inOrder(near, touched, rows), around, rows, MOST - all.named.length)
    for (const entity of found.named) all.named.push(entity)
    for (const entity of found.cut) all.cut.push(entity)
    around = placesOf(found.named, rows)
    rest = far
  }
  return all
}

/** By kind, its fields that may refer to some entities, with the ids of these. */
type FieldsTo = ReadonlyMap<string, readonly { field: string; ids: ReadonlyMap<string, unknown> }[]>

function fieldsTo(places: Places<unknown>, rows: ReadonlyMap<string, Kind>): FieldsTo {
  const found = [...rows].map(([name, { references }]) => {
    const fields = references.flatMap(({ kind, field }) => {
      const ids = places.get(kind)
      return ids ? { field, ids } : []
    })
    return [name, fields] as const
  })
  return new Map(found.filter(([, fields]) => fields.length > 0))
}

/** Most entities refer to none of them, so that this is all that a look at an entity costs. */
function refersTo({ kind, fields }: Entity, among: FieldsTo): boolean {
  for (const { field, ids } of among.get(kind) ?? []) {
    const value = fields[field]
    if (value === null || value === undefined) continue
    if (Array.isArray(value) ? idsOf(value).some((id) => ids.has(id)) : ids.has(idOf(value) ?? '')) return true
  }
  return false
}

/** Those that stay, each once, by kind and key, since controllers list them in any order. */
function inOrder(near: readonly Entity[], touched: Places<string>, rows: ReadonlyMap<string, Kind>): Entity[] {
  const ranks = new Map([...rows.keys()].map((kind, rank) => [kind, rank]))
  const unique = new Map(near.map((entity) => [`${entity.kind} ${handleOf(entity, rows)}`, entity]))
  const keyed = [...unique.values()].flatMap((entity) => {
    const [row, handle] = [rows.get(entity.kind), handleOf(entity, rows)]
    if (row === undefined || touched.get(entity.kind)?.has(handle)) return []
    return { entity, rank: ranks.get(entity.kind) ?? 0, key: `${publicKey(row, entity.fields) ?? ''}\n${handle}` }
  })
  keyed.sort((one, other) => one.rank - other.rank || (one.key < other.key ? -1 : Number(one.key > other.key)))
  return keyed.map(({ entity }) => entity)
}

/** Names some for each entity and kind, as long as there is room. */
function choose(
  near: readonly Entity[],
  around: Places<unknown>,
  rows: ReadonlyMap<string, Kind>,
  room: number,
): Reached {
  const groups = near.map((entity) => groupsOf(entity, around, rows))
  const share = Math.min(EACH, Math.max(1, Math.floor(room / Math.max(1, new Set(groups.flat()).size))))
  const counts = new Map<string, number>()
  const reached: Reached = { named: [], cut: [] }
  for (const [index, entity] of near.entries()) {
    const own = groups[index] ?? []
    const fits = reached.named.length < room && own.some((group) => (counts.get(group) ?? 0) < share)
    for (const group of own) counts.set(group, (counts.get(group) ?? 0) + 1)
    ;(fits ? reached.named : reached.cut).push(entity)
  }
  return reached
}

function groupsOf(entity: Entity, around: Places<unknown>, rows: ReadonlyMap<string, Kind>): string[] {
  return (rows.get(entity.kind)?.references ?? []).flatMap(({ kind, field }) =>
    idsOf(entity.fields[field]).flatMap((id) => (around.get(kind)?.has(id) ? `${entity.kind} ${kind} ${id}` : [])),
  )
}

/**
 * Enters entities by kind and id.
 * @param entities in the order of their indexes
 * @param rows the kinds, by name
 */
export function placesOf(entities: readonly Entity[], rows: ReadonlyMap<string, Kind>): Places<number> {
  const places = new Map<string, Map<string, number>>()
  for (const [index, entity] of entities.entries()) put(places, entity.kind, handleOf(entity, rows), index)
  return places
}

/** Enters one thing by kind and id. */
export function put<T>(places: Map<string, Map<string, T>>, kind: string, handle: string, value: T): void {
  const known = places.get(kind)
  if (known) known.set(handle, value)
  else places.set(kind, new Map([[handle, value]]))
}

/** What tells an entity from others of its kind; some have no id. */
function handleOf({ kind, id, fields }: Entity, rows: ReadonlyMap<string, Kind>): string {
  const row = rows.get(kind)
  return id ?? (row && publicKey(row, fields)) ?? ''
}
