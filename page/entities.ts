import type { PageChange, PageMore, PageParent } from '../src/report/html/page-data.ts'
import { countOf, type Dependants } from './dependants.ts'

/** An entity of which something is known, or several of a kind that are only counted. */
export interface Entity {
  kind: string
  label: string
  workspace?: string
  /** What happens to it; absent where it stays as it is. */
  action?: PageChange['action']
  /** The change that it stands for, where that is among those that are shown. */
  change?: number
  /** It stays as it is and depends on what changes. */
  hangs?: true
  /** How many entities there are without names, where they are only counted. */
  counted?: number
}

/** Leads from an entity or a box, by its index, to one that needs it. */
export type Link = readonly [from: number, to: number]

/** What depends on what. */
export interface Entities {
  entities: readonly Entity[]
  links: readonly Link[]
  /** How many entities of those that hang on what is shown are counted, and have no names. */
  unnamed: number
}

/** What entities are found in. */
export interface Known {
  changes: readonly PageChange[]
  dependants: Dependants
}

/** Entities by the names under which they are found. */
class Found {
  readonly entities: Entity[] = []
  readonly #links = new Map<string, Link>()
  readonly #places = new Map<string, number>()

  find(name: string): number | undefined {
    return this.#places.get(name)
  }

  /** The first name is the entity's own; it is found by the others if nothing else is. */
  place(names: readonly string[], entity: Entity): number {
    const known = this.#places.get(names[0] ?? '')
    if (known !== undefined) return known
    for (const name of names) if (!this.#places.has(name)) this.#places.set(name, this.entities.length)
    return this.entities.push(entity) - 1
  }

  link(from: number | undefined, to: number | undefined): void {
    if (from !== undefined && to !== undefined && from !== to) this.#links.set(`${from} ${to}`, [from, to])
  }

  get links(): Link[] {
    return [...this.#links.values()]
  }
}

/**
 * Finds the entity of each change that is shown, what it needs and belongs to, and what hangs on it.
 * @param indexes of the changes that are shown
 * @param known all of the page
 */
export function entitiesOf(indexes: readonly number[], { changes, dependants }: Known): Entities {
  const found = new Found()
  const shown = new Set(indexes)
  const placeOf = (index: number, change: PageChange) =>
    found.place([ofChange(index), nameOf(change, change)], changed(change, shown.has(index) ? index : undefined))
  const own = indexes.flatMap((index) => {
    const change = changes[index]
    return change ? [{ change, at: placeOf(index, change) }] : []
  })
  for (const { change, at } of own) {
    for (const need of change.needs ?? []) {
      const other = changes[need]
      if (other) found.link(placeOf(need, other), at)
    }
  }
  const { places, more } = dependants.on(indexes)
  for (const place of places) addDependant(found, place, dependants.all[place])
  for (const place of places) linkDependant(found, place, dependants.all[place])
  for (const each of more) addMore(found, each)
  // Last, so that what changes belongs to what hangs on another change, where it is the same.
  for (const { change, at } of own) addParents(found, change, at)
  return { entities: found.entities, links: found.links, unnamed: countOf(more) }
}

type Dependant = Dependants['all'][number] | undefined

function addDependant(found: Found, place: number, dependant: Dependant): void {
  if (dependant === undefined) return
  found.place([ofDependant(place), nameOf(dependant, dependant)], { ...unchanged(dependant, dependant), hangs: true })
}

function linkDependant(found: Found, place: number, dependant: Dependant): void {
  const at = found.find(ofDependant(place))
  for (const change of dependant?.changes ?? []) found.link(found.find(ofChange(change)), at)
  for (const other of dependant?.entities ?? []) found.link(found.find(ofDependant(other)), at)
}

function addMore(found: Found, { kind, count, change, entity }: PageMore): void {
  const above = change === undefined ? ofDependant(entity ?? -1) : ofChange(change)
  const at = found.place([`more ${kind} of ${above}`], { kind, label: '', hangs: true, counted: count })
  found.link(found.find(above), at)
}

function addParents(found: Found, change: PageChange, at: number): void {
  let below = at
  for (const parent of change.parents ?? []) {
    const name = nameOf(parent, change)
    const known = found.find(name)
    const above = known ?? found.place([name], unchanged(parent, change))
    found.link(above, below)
    if (known !== undefined) break
    below = above
  }
}

function changed({ action, ...change }: PageChange, index: number | undefined): Entity {
  return { ...unchanged(change, change), action, ...(index !== undefined && { change: index }) }
}

function unchanged({ kind, label }: PageParent, { workspace }: { workspace?: string }): Entity {
  return { kind, label, ...(workspace !== undefined && { workspace }) }
}

const ofChange = (index: number): string => `change ${index}`
const ofDependant = (place: number): string => `dependant ${place}`

function nameOf({ kind, label }: PageParent, { workspace = '' }: { workspace?: string }): string {
  return ['entity', workspace, kind, label].join('\n')
}
