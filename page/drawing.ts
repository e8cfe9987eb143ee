import { boxText, kindLine, nameLine, unchangedIn } from './box-text.ts'
import { drawn } from './element.ts'
import type { Graph, GraphNode } from './graph.ts'
import { layout, type Spot } from './layout.ts'

/** Measures of the drawing, in its own units: pixels at full size. */
const BOX = { width: 250, height: 38, gap: 10, between: 70, margin: 8 }

/** Characters that fit into a box. */
const FIT = 28

/**
 * Draws a graph. Every box can be reached by Tab: those of one change are links to it, the others say what they are.
 * @param graph what to draw
 * @param reveal goes to a change in the list
 */
export function drawing(graph: Graph, reveal: (change: number) => void): SVGElement {
  const spots = layout(graph)
  const width = across(spots.reduce((most, { layer }) => Math.max(most, layer), 0)) + BOX.width + BOX.margin
  const height = down(spots.reduce((most, { row }) => Math.max(most, row), 0)) + BOX.height + BOX.margin
  const svg = drawn('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'group' })
  for (const [from, to] of graph.edges) svg.append(line(spots[from], spots[to], graph.nodes[to]))
  for (const [place, node] of graph.nodes.entries()) svg.append(box(node, spots[place], reveal))
  return svg
}

const across = (layer: number): number => BOX.margin + layer * (BOX.width + BOX.between)
const down = (row: number): number => BOX.margin + row * (BOX.height + BOX.gap)

function line(from: Spot = { layer: 0, row: 0 }, to: Spot = from, node?: GraphNode): SVGElement {
  const [x, y] = [across(from.layer) + BOX.width, down(from.row) + BOX.height / 2]
  const [endX, endY] = [across(to.layer), down(to.row) + BOX.height / 2]
  const bend = endX - BOX.between / 2
  return drawn('path', {
    class: node?.hangs ? 'edge stays' : 'edge',
    d: `M${x} ${y} L${bend - 25} ${y} C${bend} ${y} ${bend} ${endY} ${endX} ${endY}`,
  })
}

/** What changes has a whole frame and round corners, what stays a broken frame and sharp ones. */
function box(
  node: GraphNode,
  { layer, row }: Spot = { layer: 0, row: 0 },
  reveal: (change: number) => void,
): SVGElement {
  const look = lookOf(node)
  const parts = [
    drawn('title', {}, boxText(node)),
    drawn('rect', { x: 0, y: 0, width: BOX.width, height: BOX.height, rx: look === 'stays' ? 0 : 6 }),
    // A drawing inside the drawing cuts off what does not fit.
    drawn(
      'svg',
      { width: BOX.width - 6, height: BOX.height },
      drawn('text', { x: 10, y: 15, class: 'above' }, kindLine(node)),
      drawn('text', { x: 10, y: 30, class: 'name' }, cut(nameLine(node))),
    ),
  ]
  const at = { class: `box ${look}`, transform: `translate(${across(layer)} ${down(row)})` }
  const { change } = node
  if (change === undefined) {
    return drawn('g', { ...at, tabindex: 0, role: 'img', 'aria-label': boxText(node) }, ...parts)
  }
  const link = drawn('a', { href: `#change-${change}` }, ...parts)
  link.addEventListener('click', (event) => {
    event.preventDefault()
    reveal(change)
  })
  return drawn('g', at, link)
}

function lookOf(node: GraphNode): string {
  const [only, ...others] = node.actions.keys()
  if (only === undefined) return 'stays'
  return others.length > 0 || unchangedIn(node) > 0 ? 'mixed' : only
}

const cut = (text: string): string => (text.length > FIT ? `${text.slice(0, FIT - 1)}…` : text)
