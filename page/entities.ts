import type { PageChange, PageMore } from '../src/report/html/page-data.ts'
import { countOf } from './dependants.ts'
import type { Drawn, Graph, GraphNode } from './graph.ts'

/** Boxes by the names under which they are found. */
class Boxes {
  readonly nodes: GraphNode[] = []
  readonly #edges = new Map<string, [number, number]>()
  readonly #places = new Map<string, number>()

  find(name: string): number | undefined {
    return this.#places.get(name)
  }

  /** The first name is the box's own; it is found by the others if nothing else is. */
  place(names: readonly string[], node: GraphNode): number {
    const known = this.#places.get(names[0] ?? '')
    if (known !== undefined) return known
    for (const name of names) if (!this.#places.has(name)) this.#places.set(name, this.nodes.length)
    return this.nodes.push(node) - 1
  }

  link(from: number | undefined, to: number | undefined): void {
    if (from !== undefined && to !== undefined) this.#edges.set(`${from} ${to}`, [from, to])
  }

  get edges(): [number, number][] {
    return [...this.#edges.values()]
  }
}

/**
 * Gives a box for each change that is shown, for what it needs and belongs to, and for what hangs on it.
 * @param indexes of the changes that are shown
 * @param drawn all of the page
 */
export function entitiesOf(indexes: readonly number[], { changes, dependants }: Drawn): Graph {
  const boxes = new Boxes()
  const shown = new Set(indexes)
  const placeOf = (index: number, change: PageChange) =>
    boxes.place([ofChange(index), nameOf(change, change)], changeNode(change, shown.has(index) ? index : undefined))
  const own = indexes.flatMap((index) => {
    const change = changes[index]
    return change ? [{ change, at: placeOf(index, change) }] : []
  })
  for (const { change, at } of own) {
    for (const need of change.needs ?? []) {
      const other = changes[need]
      if (other) boxes.link(placeOf(need, other), at)
    }
  }
  const { places, more } = dependants.on(indexes)
  for (const place of places) addDependant(boxes, place, dependants.all[place])
  for (const place of places) linkDependant(boxes, place, dependants.all[place])
  for (const each of more) addMore(boxes, each)
  // Last, so that what changes belongs to what hangs on another change, where it is the same.
  for (const { change, at } of own) addParents(boxes, change, at)
  return { nodes: boxes.nodes, edges: boxes.edges, alone: 0, unnamed: countOf(more) }
}

type Dependant = Drawn['dependants']['all'][number] | undefined

function addDependant(boxes: Boxes, place: number, dependant: Dependant): void {
  if (dependant === undefined) return
  const { kind, label } = dependant
  const node = { kind, label, actions: new Map(), hangs: true, size: 1, names: [label] } as const
  boxes.place([ofDependant(place), nameOf(dependant, dependant)], node)
}

function linkDependant(boxes: Boxes, place: number, dependant: Dependant): void {
  const at = boxes.find(ofDependant(place))
  for (const change of dependant?.changes ?? []) boxes.link(boxes.find(ofChange(change)), at)
  for (const other of dependant?.entities ?? []) boxes.link(boxes.find(ofDependant(other)), at)
}

function addMore(boxes: Boxes, { kind, count, change, entity }: PageMore): void {
  const above = change === undefined ? ofDependant(entity ?? -1) : ofChange(change)
  const node = { kind, label: '', actions: new Map(), hangs: true, size: count, names: [] } as const
  boxes.link(boxes.find(above), boxes.place([`more ${kind} of ${above}`], node))
}

function addParents(boxes: Boxes, change: PageChange, at: number): void {
  let below = at
  for (const parent of change.parents ?? []) {
    const name = nameOf(parent, change)
    const known = boxes.find(name)
    const above = known ?? boxes.place([name], { ...parent, actions: new Map(), size: 1, names: [parent.label] })
    boxes.link(above, below)
    if (known !== undefined) break
    below = above
  }
}

function changeNode({ kind, label, action }: PageChange, change: number | undefined): GraphNode {
  return {
    kind,
    label,
    actions: new Map([[action, 1]]),
    size: 1,
    names: [label],
    ...(change !== undefined && { change }),
  }
}

const ofChange = (index: number): string => `change ${index}`
const ofDependant = (place: number): string => `dependant ${place}`

function nameOf({ kind, label }: { kind: string; label: string }, { workspace = '' }: { workspace?: string }): string {
  return ['entity', workspace, kind, label].join('\n')
}
