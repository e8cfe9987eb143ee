import type { PageChange } from '../src/report/html/page-data.ts'
import { drawn, element } from './element.ts'
import { ACTIONS, SIGNS } from './facets.ts'
import { type Graph, type GraphNode, graphOf } from './graph.ts'
import { layout, type Spot } from './layout.ts'

/** Measures of the drawing, in its own units: pixels at full size. */
const BOX = { width: 250, height: 38, gap: 10, between: 70, margin: 8 }

/** Characters that fit into a box. */
const FIT = 30

/**
 * Draws what depends on what among the changes that are shown, and writes the same as a list.
 * @param indexes of the changes that are shown
 * @param changes all of the page
 * @param reveal goes to a change in the list
 */
export function graphPane(
  indexes: readonly number[],
  changes: readonly PageChange[],
  reveal: (change: number) => void,
): HTMLElement {
  const graph = graphOf(indexes, changes)
  if (graph.nodes.length === 0) {
    return element('div', {}, element('p', { class: 'empty' }, 'Nothing that is shown depends on anything else here.'))
  }
  const alone = graph.alone.toLocaleString('en')
  return element(
    'div',
    {},
    element(
      'p',
      { class: 'faint' },
      'From left to right: what stands further right needs what its line comes from. Dashed boxes stay as they are.',
      graph.alone > 0 && ` ${alone} of the entities shown depend on nothing here and are not drawn.`,
    ),
    element(
      'div',
      { class: 'drawing', tabindex: '0', role: 'region', 'aria-label': 'Graph of what depends on what' },
      drawing(graph, reveal),
    ),
    element('details', { class: 'as-list' }, element('summary', {}, 'The same as a list'), asList(graph)),
  )
}

function drawing(graph: Graph, reveal: (change: number) => void): SVGElement {
  const spots = layout(graph)
  const width = across(Math.max(...spots.map(({ layer }) => layer))) + BOX.width + BOX.margin
  const height = down(Math.max(...spots.map(({ row }) => row))) + BOX.height + BOX.margin
  const svg = drawn('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'group' })
  for (const [from, to] of graph.edges) svg.append(line(spots[from], spots[to]))
  for (const [place, node] of graph.nodes.entries()) svg.append(box(node, spots[place], reveal))
  return svg
}

const across = (layer: number): number => BOX.margin + layer * (BOX.width + BOX.between)
const down = (row: number): number => BOX.margin + row * (BOX.height + BOX.gap)

function line(from: Spot = { layer: 0, row: 0 }, to: Spot = from): SVGElement {
  const [x, y] = [across(from.layer) + BOX.width, down(from.row) + BOX.height / 2]
  const [endX, endY] = [across(to.layer), down(to.row) + BOX.height / 2]
  const bend = endX - BOX.between / 2
  return drawn('path', {
    class: 'edge',
    d: `M${x} ${y} L${bend - 25} ${y} C${bend} ${y} ${bend} ${endY} ${endX} ${endY}`,
  })
}

function box(
  node: GraphNode,
  { layer, row }: Spot = { layer: 0, row: 0 },
  reveal: (change: number) => void,
): SVGElement {
  const [only, ...others] = node.actions.keys()
  const look = only === undefined ? 'stays' : others.length > 0 ? 'mixed' : only
  const parts = [
    drawn('title', {}, textOf(node)),
    drawn('rect', { x: 0, y: 0, width: BOX.width, height: BOX.height, rx: 6 }),
    // A drawing inside the drawing cuts off what does not fit.
    drawn(
      'svg',
      { width: BOX.width - 6, height: BOX.height },
      drawn('text', { x: 10, y: 15, class: 'above' }, `${node.kind}${signsOf(node)}`),
      drawn('text', { x: 10, y: 30, class: 'name' }, cut(nameOf(node))),
    ),
  ]
  const group = drawn('g', { class: `box ${look}`, transform: `translate(${across(layer)} ${down(row)})` })
  const { change } = node
  if (change === undefined) return filledWith(group, parts)
  const link = drawn('a', { href: `#change-${change}` })
  link.addEventListener('click', (event) => {
    event.preventDefault()
    reveal(change)
  })
  return filledWith(group, [filledWith(link, parts)])
}

function filledWith<Made extends SVGElement>(parent: Made, parts: readonly SVGElement[]): Made {
  parent.append(...parts)
  return parent
}

const nameOf = ({ label, size }: GraphNode): string => (size > 1 ? `${size.toLocaleString('en')} entities` : label)

function signsOf({ actions, size }: GraphNode): string {
  const parts = ACTIONS.flatMap((action) => {
    const count = actions.get(action)
    if (count === undefined) return []
    return size > 1 ? `${SIGNS[action]}${count.toLocaleString('en')}` : action
  })
  return parts.length > 0 ? ` · ${parts.join(' ')}` : ''
}

function textOf(node: GraphNode): string {
  const parts = ACTIONS.filter((action) => node.actions.has(action)).map((action) =>
    node.size > 1 ? `${node.actions.get(action)} ${action}` : action,
  )
  return `${node.kind} ${nameOf(node)}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`
}

const cut = (text: string): string => (text.length > FIT ? `${text.slice(0, FIT - 1)}…` : text)

function asList({ nodes, edges }: Graph): HTMLElement {
  const needed = new Map<number, string[]>()
  for (const [from, to] of edges) {
    const node = nodes[to]
    if (node) needed.set(from, [...(needed.get(from) ?? []), textOf(node)])
  }
  const lines = [...needed].map(([from, others]) => {
    const node = nodes[from]
    return element('li', {}, node && textOf(node), ' is needed by ', others.join('; '))
  })
  return element('ul', {}, ...lines)
}
