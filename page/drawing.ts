import { boxText, countLine, kindLine, nameLine } from './box-text.ts'
import { drawn } from './element.ts'
import type { Drawing, GraphNode } from './graph.ts'
import { layout } from './layout.ts'

/** Measures of the drawing, in its own units: pixels at full size. */
const BOX = { width: 250, height: 38, taller: 54, gap: 10, between: 70, margin: 8 }

/** Characters that fit into a box: of its name, and of the smaller text below it. */
const FIT = { name: 28, count: 40 }

/**
 * Draws a graph. Every box can be reached by Tab: those of one change are links to it, the others say what they are.
 * @param graph what to draw
 * @param reveal goes to a change in the list
 */
export function drawing(graph: Drawing, reveal: (change: number) => void): SVGElement {
  const tall = graph.nodes.some((node) => countLine(node) !== undefined) ? BOX.taller : BOX.height
  const places = layout(graph).map(
    ({ layer, row }): Place => ({
      x: BOX.margin + layer * (BOX.width + BOX.between),
      y: BOX.margin + row * (tall + BOX.gap),
      tall,
    }),
  )
  const width = places.reduce((most, { x }) => Math.max(most, x), 0) + BOX.width + BOX.margin
  const height = places.reduce((most, { y }) => Math.max(most, y), 0) + tall + BOX.margin
  const svg = drawn('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'group' })
  for (const [from, to] of graph.edges) svg.append(line(places[from], places[to], graph.nodes[to]))
  for (const [index, node] of graph.nodes.entries()) svg.append(box(node, places[index], reveal))
  return svg
}

/** The corner of a box, and its height. */
interface Place {
  x: number
  y: number
  tall: number
}

const NOWHERE: Place = { x: 0, y: 0, tall: 0 }

function line(from = NOWHERE, to = NOWHERE, node?: GraphNode): SVGElement {
  const [x, y] = [from.x + BOX.width, from.y + from.tall / 2]
  const [endX, endY] = [to.x, to.y + to.tall / 2]
  const bend = endX - BOX.between / 2
  return drawn('path', {
    class: node?.action === undefined ? 'edge stays' : 'edge',
    d: `M${x} ${y} L${bend - 25} ${y} C${bend} ${y} ${bend} ${endY} ${endX} ${endY}`,
  })
}

/** What changes has a whole frame and round corners, what stays a broken frame and sharp ones. */
function box(node: GraphNode, { x, y, tall } = NOWHERE, reveal: (change: number) => void): SVGElement {
  const { change, action = 'stays' } = node
  const counts = countLine(node)
  const parts = [
    drawn('title', {}, boxText(node)),
    drawn('rect', { x: 0, y: 0, width: BOX.width, height: tall, rx: action === 'stays' ? 0 : 6 }),
    // A drawing inside the drawing cuts off what does not fit.
    drawn(
      'svg',
      { width: BOX.width - 6, height: tall },
      drawn('text', { x: 10, y: 15, class: 'above' }, kindLine(node)),
      drawn('text', { x: 10, y: 30, class: 'name' }, cut(nameLine(node), FIT.name)),
      counts !== undefined && drawn('text', { x: 10, y: 46, class: 'above' }, cut(counts, FIT.count)),
    ),
  ]
  const at = { class: `box ${action}`, transform: `translate(${x} ${y})` }
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

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
