import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml'
import type { Place, Position } from '../model/diagnostic.ts'
import { dashOf } from './empty-item.ts'
import { startOfNode } from './event-tree.ts'
import { positionOf, type Source } from './source.ts'
import { readEvents } from './yaml-events.ts'
import { isMerge, keyText } from './yaml-key.ts'

/** The events of a file with what it takes to go down in them: for each event, by index, the end of its node … */
interface Tree {
  masked: string
  events: readonly Event[]
  ends: Uint32Array
  /** … for each list that was looked into, by index, its items … */
  items: Map<number, readonly number[]>
  /** … and for an alias the event that its anchor stands at. */
  targets: Map<number, number>
  /** The root event of each document. */
  roots: number[]
}

/** A node found: where it is, and where its key is if it has one. */
interface Spot {
  index: number
  key?: number
  /** Where it is, for an item without a text. */
  at?: number
}

/**
 * Makes a function that turns a place of a file into a position. The file's YAML is parsed again at the first call,
 * and then kept. The position is that of a scalar's value (of its key, where the value is empty or a block text), of
 * the key of a list or mapping, of an item of a list; for what came by an alias or a merge, where it is written;
 * for what is not there, that of the nearest thing around it.
 */
export function locator(source: Source): (place: Place) => Position {
  let tree: Tree | undefined
  return (place) => {
    tree ??= growTree(source)
    const root = tree.roots[place.document ?? 0] ?? tree.roots[0]
    return positionOf(source, root === undefined ? 0 : offsetOf(tree, follow(tree, { index: root }, place.path)))
  }
}

function growTree(source: Source): Tree {
  const events = readEvents(source)
  const bare = { masked: source.masked, events: [], ends: new Uint32Array() }
  const tree: Tree = { ...bare, items: new Map(), targets: new Map(), roots: [] }
  return Array.isArray(events) ? { ...tree, events, ends: endsOf(events), ...anchorsOf(source, events) } : tree
}

function endsOf(events: readonly Event[]): Uint32Array {
  const ends = new Uint32Array(events.length)
  const open: number[] = []
  events.forEach(({ type }, index) => {
    if (type === EVENT_ID.POP) ends[open.pop() ?? 0] = index + 1
    else if (type === EVENT_ID.SCALAR || type === EVENT_ID.ALIAS) ends[index] = index + 1
    else open.push(index)
  })
  return ends
}

function anchorsOf({ masked }: Source, events: readonly Event[]): Pick<Tree, 'targets' | 'roots'> {
  const [targets, roots, anchors] = [new Map<number, number>(), [] as number[], new Map<string, number>()]
  events.forEach((event, index) => {
    if (event.type === EVENT_ID.DOCUMENT) {
      roots.push(index + 1)
      anchors.clear()
    } else if (event.type !== EVENT_ID.POP && event.anchorStart >= 0) {
      const name = masked.slice(event.anchorStart, event.anchorEnd)
      const target = anchors.get(name)
      if (event.type !== EVENT_ID.ALIAS) anchors.set(name, index)
      else if (target !== undefined) targets.set(index, target)
    }
  })
  return { targets, roots }
}

function follow(tree: Tree, from: Spot, path: Place['path']): Spot {
  let spot = from
  for (const step of path) {
    const index = tree.targets.get(spot.index) ?? spot.index
    const next = typeof step === 'number' ? item(tree, index, step) : value(tree, index, step)
    if (!next) return spot
    spot = next
  }
  return spot
}

function item(tree: Tree, list: number, wanted: number): Spot | undefined {
  if (tree.events[list]?.type !== EVENT_ID.SEQUENCE) return undefined
  const items = tree.items.get(list) ?? itemsOf(tree, list)
  tree.items.set(list, items)
  const index = items[wanted]
  const event = index === undefined ? undefined : tree.events[index]
  if (index === undefined || event === undefined) return undefined
  return startOfNode(event) < 0 ? { index, at: dashOf({ ...tree, list, items, wanted }) } : { index }
}

function itemsOf(tree: Tree, list: number): number[] {
  const items: number[] = []
  for (let index = list + 1; isNode(tree, index); index = tree.ends[index] ?? index + 1) items.push(index)
  return items
}

function isNode(tree: Tree, index: number): boolean {
  const type = tree.events[index]?.type
  return type !== undefined && type !== EVENT_ID.POP
}

// The last of a key's places is the one that counts, merges included, as when it is read.
function value(tree: Tree, mapping: number, name: string): Spot | undefined {
  if (tree.events[mapping]?.type !== EVENT_ID.MAPPING) return undefined
  let found: Spot | undefined
  for (let key = mapping + 1; isNode(tree, key); ) {
    const index = tree.ends[key] ?? key + 1
    if (isMerge(tree.masked, tree.events[key])) found = merged(tree, index, name) ?? found
    else if (keyText(tree.masked, tree.events[key]) === name) found = { index, key }
    key = tree.ends[index] ?? index + 1
  }
  return found
}

function merged(tree: Tree, source: number, name: string): Spot | undefined {
  const index = tree.targets.get(source) ?? source
  if (tree.events[index]?.type !== EVENT_ID.SEQUENCE) return value(tree, index, name)
  for (let each = index + 1; isNode(tree, each); each = tree.ends[each] ?? each + 1) {
    const found = value(tree, tree.targets.get(each) ?? each, name)
    if (found) return found
  }
  return undefined
}

function offsetOf(tree: Tree, { index, key, at }: Spot): number {
  if (at !== undefined) return at
  const event = tree.events[index]
  const own = event ? startOfNode(event) : 0
  const pointsAtKey = key !== undefined && (own < 0 || !event || !isOneLine(event))
  const keyEvent = pointsAtKey ? tree.events[key] : undefined
  return Math.max(0, keyEvent ? startOfNode(keyEvent) : own)
}

function isOneLine(event: Event): boolean {
  if (event.type === EVENT_ID.ALIAS) return true
  return event.type === EVENT_ID.SCALAR && event.style < SCALAR_STYLE.LITERAL_BLOCK
}
