import type { Change } from '../../model/change.ts'
import type { Dependant, Dependants, MoreDependants } from '../../model/dependants.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import { idsOf, publicKey } from '../keys.ts'
import { type Places, placesOf, put, reach } from './reach.ts'

/** Where dependants are looked for. */
export interface DependantsInput {
  kinds: readonly Kind[]
  /** What the plan touches. */
  changes: readonly Change[]
  /** What was read of the controller, in any order; an entity may be there twice. */
  entities: readonly Entity[]
  /** What a person calls an entity, free of secrets. */
  nameOf(entity: Entity): string
  /** Tells whether all entities of a kind were read. */
  isWhole(kind: Kind): boolean
}

/**
 * Finds the entities that stay as they are and depend on what a plan touches, directly or by way of others.
 * @param input what the plan touches, and what was read; it is gone through once for each remove
 * @returns the same for the same entities, whatever their order
 */
export function dependantsOf(input: DependantsInput): Dependants {
  const rows = new Map(input.kinds.map((kind) => [kind.name, kind]))
  const touched = touchedBy(input.changes, rows)
  const { named, cut } = reach(input.entities, touched, rows)
  const places = placesOf(named, rows)
  const leads = { touched, places, rows }
  return {
    entities: named.map((entity, index) => dependant(entity, index, input.nameOf(entity), leads)),
    more: counted(cut, leads),
    unread: unreadOf(input, named),
  }
}

function touchedBy(changes: readonly Change[], rows: ReadonlyMap<string, Kind>): Places<string> {
  const places = new Map<string, Map<string, string>>()
  for (const { id, kind, entityId, oldId, before } of changes) {
    const row = rows.get(kind)
    const key = row?.idless && before ? publicKey(row, before) : undefined
    for (const handle of [entityId, oldId, key]) if (handle !== undefined) put(places, kind, handle, id)
  }
  return places
}

/** Where references may lead. */
interface Leads {
  touched: Places<string>
  places: Places<number>
  rows: ReadonlyMap<string, Kind>
}

/** What an entity refers to: changes by their ids, dependants by their indexes. */
function leadsOf(entity: Entity, { touched, places, rows }: Leads): { changes: Set<string>; entities: Set<number> } {
  const [changes, entities] = [new Set<string>(), new Set<number>()]
  for (const { kind, field } of rows.get(entity.kind)?.references ?? []) {
    for (const id of idsOf(entity.fields[field])) {
      const [change, place] = [touched.get(kind)?.get(id), places.get(kind)?.get(id)]
      if (change !== undefined) changes.add(change)
      if (place !== undefined) entities.add(place)
    }
  }
  return { changes, entities }
}

function dependant(entity: Entity, index: number, label: string, leads: Leads): Dependant {
  const { changes, entities } = leadsOf(entity, leads)
  entities.delete(index)
  return { kind: entity.kind, label, changes: [...changes], entities: [...entities] }
}

function counted(cut: readonly Entity[], leads: Leads): MoreDependants[] {
  const counts = new Map<string, MoreDependants>()
  for (const entity of cut) {
    const { changes, entities } = leadsOf(entity, leads)
    for (const change of changes) count(counts, { kind: entity.kind, count: 1, change })
    for (const place of entities) count(counts, { kind: entity.kind, count: 1, entity: place })
  }
  return [...counts.values()]
}

function count(counts: Map<string, MoreDependants>, one: MoreDependants): void {
  const name = `${one.kind} ${one.entity ?? ''} ${one.change ?? ''}`
  const known = counts.get(name)
  if (known) known.count++
  else counts.set(name, one)
}

/** What hangs on an entity that goes is looked up whatever is read (it would go too), and nothing hangs on a new one. */
function unreadOf({ kinds, changes, isWhole }: DependantsInput, named: readonly Entity[]): string[] {
  const stays = new Set(named.map(({ kind }) => kind))
  for (const { action, kind } of changes) if (action === 'update') stays.add(kind)
  const unread = kinds.filter((kind) => !isWhole(kind) && kind.references.some((each) => stays.has(each.kind)))
  return unread.map(({ section }) => section)
}
