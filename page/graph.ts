import type { PageChange } from '../src/report/html/page-data.ts'

/** One box: an entity, or several that are alike. */
export interface GraphNode {
  kind: string
  /** The entity's; of several, that of the first. */
  label: string
  /** Actions with how many of its entities undergo them; none where all stay as they are. */
  actions: ReadonlyMap<PageChange['action'], number>
  /** The change that it stands for, where it is one. */
  change?: number
  /** How many entities it stands for. */
  size: number
}

/** What depends on what. */
export interface Graph {
  nodes: GraphNode[]
  /** Each leads from a box, by its index, to one that needs it. */
  edges: [from: number, to: number][]
  /** How many entities are left out, as neither they need another one nor another one needs them. */
  alone: number
}

/** With more boxes than this nobody can read it: then each kind is one. */
const READABLE = 90

/** From so many on, entities of a kind that undergo the same, need the same and are needed by none are one box. */
const ALIKE = 4

/**
 * Draws up what depends on what among the changes that are shown, what they need and what they belong to.
 * @param indexes of the changes that are shown
 * @param changes all of the page
 * @returns boxes of entities, or of kinds where there would be too many
 */
export function graphOf(indexes: readonly number[], changes: readonly PageChange[]): Graph {
  const whole = connected(entities(indexes, changes))
  const graph = joined(whole, likeness(whole))
  return graph.nodes.length > READABLE ? joined(whole, ({ kind }) => kind) : graph
}

function entities(indexes: readonly number[], changes: readonly PageChange[]): Graph {
  const nodes: GraphNode[] = []
  const edges = new Map<string, [number, number]>()
  const places = new Map<string, number>()
  const shown = new Set(indexes)
  const place = (names: readonly string[], node: GraphNode): number => {
    const known = places.get(names[0] ?? '')
    if (known !== undefined) return known
    for (const name of names) if (!places.has(name)) places.set(name, nodes.length)
    return nodes.push(node) - 1
  }
  const placeOf = (index: number, change: PageChange) =>
    place([`${index}`, nameOf(change, change)], changeNode(change, shown.has(index) ? index : undefined))
  const link = (from: number, to: number) => edges.set(`${from} ${to}`, [from, to])
  const own = indexes.flatMap((index) => {
    const change = changes[index]
    return change ? [{ change, at: placeOf(index, change) }] : []
  })
  for (const { change, at } of own) {
    for (const need of change.needs ?? []) {
      const other = changes[need]
      if (other) link(placeOf(need, other), at)
    }
    let below = at
    for (const parent of change.parents ?? []) {
      const known = places.get(nameOf(parent, change))
      const above = known ?? place([nameOf(parent, change)], { ...parent, actions: new Map(), size: 1 })
      link(above, below)
      if (known !== undefined) break
      below = above
    }
  }
  return { nodes, edges: [...edges.values()], alone: 0 }
}

function changeNode({ kind, label, action }: PageChange, change: number | undefined): GraphNode {
  return { kind, label, actions: new Map([[action, 1]]), size: 1, ...(change !== undefined && { change }) }
}

function nameOf({ kind, label }: { kind: string; label: string }, { workspace = '' }: PageChange): string {
  return [workspace, kind, label].join('\n')
}

function connected({ nodes, edges }: Graph): Graph {
  const tied = new Set(edges.filter(([from, to]) => from !== to).flat())
  const kept = nodes.map((_, place) => place).filter((place) => tied.has(place))
  const places = new Map(kept.map((place, index) => [place, index]))
  return {
    nodes: nodes.filter((_, place) => tied.has(place)),
    edges: edges.flatMap(([from, to]) => moved(places.get(from), places.get(to))),
    alone: nodes.length - kept.length,
  }
}

function moved(from: number | undefined, to: number | undefined): [number, number][] {
  return from === undefined || to === undefined || from === to ? [] : [[from, to]]
}

/** Names for boxes: those with the same one become one. */
function likeness({ nodes, edges }: Graph): (node: GraphNode, place: number) => string {
  const above = nodes.map((): number[] => [])
  const needed = new Set(edges.map(([from]) => from))
  for (const [from, to] of edges) above[to]?.push(from)
  const names = nodes.map(({ kind, actions }, place) =>
    needed.has(place) ? `${place}` : [kind, ...actions.keys(), ...(above[place] ?? [])].join(' '),
  )
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return (_, place) => {
    const name = names[place] ?? ''
    return (counts.get(name) ?? 0) < ALIKE ? `${place}` : name
  }
}

function joined(graph: Graph, nameOfBox: (node: GraphNode, place: number) => string): Graph {
  const boxes = new Map<string, { box: number; nodes: GraphNode[] }>()
  const boxOf = graph.nodes.map((node, place) => {
    const name = nameOfBox(node, place)
    const known = boxes.get(name) ?? { box: boxes.size, nodes: [] }
    boxes.set(name, known)
    known.nodes.push(node)
    return known.box
  })
  const edges = new Map(
    graph.edges
      .flatMap(([from, to]) => moved(boxOf[from], boxOf[to]))
      .map(([from, to]): [string, [number, number]] => [`${from} ${to}`, [from, to]]),
  )
  const nodes = [...boxes.values()].map((each) => oneOf(each.nodes))
  return { nodes, edges: [...edges.values()], alone: graph.alone }
}

function oneOf(nodes: readonly GraphNode[]): GraphNode {
  const [first = { kind: '', label: '', actions: new Map(), size: 0 }] = nodes
  if (nodes.length === 1) return first
  const actions = new Map<PageChange['action'], number>()
  for (const node of nodes) {
    for (const [action, count] of node.actions) actions.set(action, (actions.get(action) ?? 0) + count)
  }
  return { kind: first.kind, label: first.label, actions, size: nodes.length }
}
