import type { PageChange } from '../src/report/html/page-data.ts'
import { type Box, boxesOf } from './boxes.ts'
import { type Entities, type Entity, entitiesOf, type Known, type Link } from './entities.ts'
import { ACTIONS } from './facets.ts'
import { partsOf, READABLE } from './parts.ts'

/** What depends on what, in as many drawings as it takes. */
export interface Graph extends Entities {
  boxes: readonly Box[]
  /** Between boxes. */
  edges: readonly Link[]
  /** For each drawing the places of its boxes. */
  parts: readonly (readonly number[])[]
  /** How many of the entities that are shown neither need another one nor are needed. */
  alone: number
}

/** One box of a drawing, with all that stands in it. */
export interface GraphNode {
  kind: string
  /** The entity's; of several, that of the first. */
  label: string
  workspace?: string
  action?: PageChange['action']
  /** The change that it stands for, where it is one. */
  change?: number
  /** How many entities it stands for. */
  size: number
  /** What they are called, as far as that is known. */
  names: readonly string[]
  /** By kind: how many entities that have no box stay as they are and need it. */
  beneath: ReadonlyMap<string, number>
  /** How many entities that it needs or that need it are in other drawings only. */
  elsewhere: number
}

/** One drawing. */
export interface Drawing {
  nodes: GraphNode[]
  edges: Link[]
}

/**
 * Draws up what depends on what among the changes that are shown, what they need and belong to, and what stays as it is and
 * depends on them. Where that is too much for one drawing, what only hangs on others is counted in their boxes; where it still
 * is, there are several.
 * @param indexes of the changes that are shown
 * @param known all of the page
 */
export function graphOf(indexes: readonly number[], known: Known): Graph {
  const found = entitiesOf(indexes, known)
  const all = boxesOf(found, false)
  const boxes = all.length <= READABLE ? all : boxesOf(found, true)
  const edges = edgesOf(boxes, found.links)
  const ranks = boxes.map((box) => Math.min(...box.entities.map((place) => rankOf(found.entities[place]))))
  const tied = new Set(found.links.flat())
  return { ...found, boxes, edges, parts: partsOf(ranks, edges), alone: found.entities.length - tied.size }
}

const rankOf = (entity: Entity | undefined): number =>
  entity?.action === undefined ? ACTIONS.length : ACTIONS.indexOf(entity.action)

function edgesOf(boxes: readonly Box[], links: readonly Link[]): Link[] {
  const boxOf = new Map(boxes.flatMap(({ entities }, box) => entities.map((place) => [place, box] as const)))
  const edges = new Map<string, Link>()
  for (const [from, to] of links) {
    const [start, end] = [boxOf.get(from), boxOf.get(to)]
    if (start !== undefined && end !== undefined && start !== end) edges.set(`${start} ${end}`, [start, end])
  }
  return [...edges.values()]
}

/**
 * Gives one of a graph's drawings.
 * @param graph all that there is
 * @param part which one, from 0
 */
export function drawingOf(graph: Graph, part: number): Drawing {
  const places = graph.parts[part] ?? []
  const drawn = new Map(places.map((box, place) => [box, place]))
  const nodes = places.map((box) => nodeOf(graph, graph.boxes[box]))
  const edges: Link[] = []
  for (const [from, to] of graph.edges) {
    const [start, end] = [drawn.get(from), drawn.get(to)]
    if (start !== undefined && end !== undefined) edges.push([start, end])
    else addElsewhere(nodes[start ?? end ?? -1], graph, start === undefined ? from : to)
  }
  return { nodes, edges }
}

function addElsewhere(node: GraphNode | undefined, { boxes, entities }: Graph, box: number): void {
  for (const place of boxes[box]?.entities ?? []) if (node) node.elsewhere += entities[place]?.counted ?? 1
}

function nodeOf({ entities }: Graph, box: Box | undefined): GraphNode {
  const own = (box?.entities ?? []).flatMap((place) => entities[place] ?? [])
  const [{ counted, hangs, ...first } = { kind: '', label: '' } as Entity] = own
  const { change, ...shared } = first
  const beneath = new Map<string, number>()
  for (const place of box?.beneath ?? []) {
    const { kind = '', counted: count = 1 } = entities[place] ?? {}
    beneath.set(kind, (beneath.get(kind) ?? 0) + count)
  }
  return {
    ...shared,
    ...(own.length === 1 && change !== undefined && { change }),
    size: own.reduce((sum, each) => sum + (each.counted ?? 1), 0),
    names: own.flatMap((each) => (each.counted === undefined ? [each.label] : [])),
    beneath,
    elsewhere: 0,
  }
}
