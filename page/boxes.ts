import type { PageChange } from '../src/report/html/page-data.ts'
import type { Graph, GraphNode } from './graph.ts'

/** Names a box: those with the same name become one. */
export type Naming = (node: GraphNode, place: number) => string

/** From so many on, entities of a kind that undergo the same, need the same and are needed by none are one box. */
const ALIKE = 4

/** So many names of entities are kept in a box that stands for several. */
const NAMED = 50

/**
 * Names alike what is alike: the same kind and actions, in need of the same, and needed by nothing.
 * @param graph of entities
 */
export function likeness({ nodes, edges }: Graph): Naming {
  const above = aboveOf({ nodes, edges })
  const needed = new Set(edges.map(([from]) => from))
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

/**
 * Names alike also what only hangs on changes, of one kind and on the same, be there ever so much that hangs on it in turn.
 * @param graph of entities
 */
export function bundles(graph: Graph): Naming {
  const { nodes, edges } = graph
  const alike = likeness(graph)
  const above = aboveOf(graph)
  const leads = new Set(edges.flatMap(([from, to]) => (nodes[to]?.hangs ? [] : from)))
  const names = new Map<number, string>()
  const named = (place: number): string => {
    const known = names.get(place)
    const node = nodes[place]
    if (known !== undefined || node === undefined) return known ?? ''
    names.set(place, `${place}`)
    const isOwn = !node.hangs || leads.has(place)
    const name = isOwn
      ? alike(node, place)
      : `${node.kind} on ${[...new Set((above[place] ?? []).map(named))].sort().join(' and ')}`
    names.set(place, name)
    return name
  }
  return (_, place) => named(place)
}

function aboveOf({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): number[][] {
  const above = nodes.map((): number[] => [])
  for (const [from, to] of edges) above[to]?.push(from)
  return above
}

/**
 * Makes one box of all that have the same name.
 * @param graph of entities
 * @param nameOfBox names them
 */
export function joined(graph: Graph, nameOfBox: Naming): Graph {
  const boxes = new Map<string, { box: number; nodes: GraphNode[] }>()
  const boxOf = graph.nodes.map((node, place) => {
    const name = nameOfBox(node, place)
    const known = boxes.get(name) ?? { box: boxes.size, nodes: [] }
    boxes.set(name, known)
    known.nodes.push(node)
    return known.box
  })
  const edges = new Map<string, [number, number]>()
  for (const [from, to] of graph.edges) {
    const [start, end] = [boxOf[from], boxOf[to]]
    if (start !== undefined && end !== undefined && start !== end) edges.set(`${start} ${end}`, [start, end])
  }
  const nodes = [...boxes.values()].map((each) => oneOf(each.nodes))
  return { ...graph, nodes, edges: [...edges.values()] }
}

function oneOf(nodes: readonly GraphNode[]): GraphNode {
  const [first = { kind: '', label: '', actions: new Map(), size: 0, names: [] }] = nodes
  if (nodes.length === 1) return first
  const actions = new Map<PageChange['action'], number>()
  for (const node of nodes) {
    for (const [action, count] of node.actions) actions.set(action, (actions.get(action) ?? 0) + count)
  }
  const size = nodes.reduce((sum, node) => sum + node.size, 0)
  const names = nodes.slice(0, NAMED).flatMap((node) => node.names)
  const hangs = nodes.every((node) => node.hangs) && { hangs: true as const }
  return { kind: first.kind, label: first.label, actions, size, names: names.slice(0, NAMED), ...hangs }
}
