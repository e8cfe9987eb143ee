import type { PageChange } from '../src/report/html/page-data.ts'
import { bundles, joined, likeness } from './boxes.ts'
import type { Dependants } from './dependants.ts'
import { entitiesOf } from './entities.ts'

/** One box: an entity, or several that are alike. */
export interface GraphNode {
  kind: string
  /** The entity's; of several, that of the first. */
  label: string
  /** Actions with how many of its entities undergo them; none where all stay as they are. */
  actions: ReadonlyMap<PageChange['action'], number>
  /** The change that it stands for, where it is one. */
  change?: number
  /** It stays as it is and depends on what changes. */
  hangs?: true
  /** How many entities it stands for. */
  size: number
  /** What they are called, as far as that is known. */
  names: readonly string[]
}

/** What depends on what. */
export interface Graph {
  nodes: GraphNode[]
  /** Each leads from a box, by its index, to one that needs it. */
  edges: [from: number, to: number][]
  /** How many entities are left out, as neither they need another one nor another one needs them. */
  alone: number
  /** How many entities of those that hang on what is shown are counted, and have no names. */
  unnamed: number
}

/** What a graph is drawn of. */
export interface Drawn {
  changes: readonly PageChange[]
  dependants: Dependants
}

/** With more boxes than this nobody can read it: then more and more are joined, and at last each kind is one. */
const READABLE = 90

/**
 * Draws up what depends on what among the changes that are shown, what they need and belong to, and what stays as it is and
 * depends on them.
 * @param indexes of the changes that are shown
 * @param drawn all of the page
 * @returns boxes of entities, or of kinds where there would be too many
 */
export function graphOf(indexes: readonly number[], drawn: Drawn): Graph {
  const whole = connected(entitiesOf(indexes, drawn))
  const ways = [likeness, bundles, hangingKinds].map((way) => () => joined(whole, way(whole)))
  for (const way of ways) {
    const graph = way()
    if (graph.nodes.length <= READABLE) return graph
  }
  return joined(whole, ({ kind }) => kind)
}

/** One box for each kind that only hangs on what changes. */
function hangingKinds(graph: Graph): (node: GraphNode, place: number) => string {
  const name = likeness(graph)
  return (node, place) => (node.hangs ? `hangs ${node.kind}` : name(node, place))
}

function connected({ nodes, edges, unnamed }: Graph): Graph {
  const tied = new Set(edges.filter(([from, to]) => from !== to).flat())
  const kept = nodes.map((_, place) => place).filter((place) => tied.has(place))
  const places = new Map(kept.map((place, index) => [place, index]))
  return {
    nodes: nodes.filter((_, place) => tied.has(place)),
    edges: edges.flatMap(([from, to]) => {
      const [start, end] = [places.get(from), places.get(to)]
      return start === undefined || end === undefined || start === end ? [] : [[start, end]]
    }),
    alone: nodes.length - kept.length,
    unnamed,
  }
}
