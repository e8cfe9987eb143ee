import { describe, expect, it } from 'vitest'
import { graphOf } from '../../../page/graph.ts'
import { layout } from '../../../page/layout.ts'
import type { PageChange } from '../../../src/report/html/page-data.ts'

const of = (kind: string, label: string, more: Partial<PageChange> = {}): PageChange => ({
  action: 'create',
  kind,
  label,
  rows: [],
  ...more,
})
const service = { parents: [{ kind: 'service', label: 's' }] }

function drawn(changes: readonly PageChange[], indexes = changes.map((_, index) => index)) {
  const graph = graphOf(indexes, changes)
  const name = (place: number) => {
    const { kind = '', label = '', size = 0 } = graph.nodes[place] ?? {}
    return size > 1 ? `${size} ${kind}` : `${kind} ${label}`
  }
  return { graph, lines: graph.edges.map(([from, to]) => `${name(from)} > ${name(to)}`) }
}

describe('graphOf', () => {
  it('leads from what is needed to what needs it, also where it stays as it is', () => {
    const changes = [
      of('route', 'r', service),
      of('plugin', 'p', { needs: [0], parents: [{ kind: 'route', label: 'r' }, ...service.parents] }),
      of('consumer', 'c'),
    ]
    const { graph, lines } = drawn(changes)
    expect(lines.sort()).toEqual(['route r > plugin p', 'service s > route r'])
    expect(graph.nodes.find(({ kind }) => kind === 'service')?.actions.size).toBe(0)
    expect(graph.alone).toBe(1)
  })

  it('shows what the filtered changes need, though it is not among them', () => {
    const { graph, lines } = drawn([of('service', 's'), of('route', 'r', { ...service, needs: [0] })], [1])
    expect(lines).toEqual(['service s > route r'])
    expect(graph.nodes.map(({ change }) => change)).toEqual([1, undefined])
  })

  it('draws many alike as one', () => {
    const { lines } = drawn([
      of('service', 's'),
      ...Array.from({ length: 6 }, (_, index) => of('route', `r${index}`, { ...service, needs: [0] })),
    ])
    expect(lines).toEqual(['service s > 6 route'])
  })

  it('draws kinds where entities would be too many', () => {
    const changes = Array.from({ length: 200 }, (_, index) => [
      of('service', `s${index}`),
      of('route', `r${index}`, { action: index % 2 ? 'update' : 'delete', needs: [index * 2] }),
    ]).flat()
    const { graph, lines } = drawn(changes)
    expect(lines).toEqual(['200 service > 200 route'])
    expect([...(graph.nodes[1]?.actions ?? [])]).toEqual([
      ['delete', 100],
      ['update', 100],
    ])
  })

  it('keeps namesakes of different workspaces apart', () => {
    const { lines } = drawn([
      of('route', 'a', { ...service, workspace: 'x' }),
      of('route', 'b', { ...service, workspace: 'y' }),
    ])
    expect(lines).toHaveLength(2)
    expect(drawn([of('route', 'a', service), of('route', 'b', service)]).graph.nodes).toHaveLength(3)
  })
})

describe('layout', () => {
  const nodes = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ kind: 'k', label: `${index}`, actions: new Map(), size: 1 }))

  it('sets each box right of all that it needs, and level with the middle of what needs it', () => {
    const spots = layout({
      nodes: nodes(5),
      edges: [
        [0, 1],
        [0, 2],
        [2, 3],
        [0, 3],
        [4, 3],
      ],
    })
    expect(spots).toEqual([
      { layer: 0, row: 0.5 },
      { layer: 1, row: 0 },
      { layer: 1, row: 1 },
      { layer: 2, row: 1 },
      { layer: 0, row: 2 },
    ])
  })

  it('finds a spot for every box of a circle as well', () => {
    const spots = layout({
      nodes: nodes(4),
      edges: [
        [0, 1],
        [1, 2],
        [2, 1],
        [2, 3],
      ],
    })
    expect(spots.every(({ row }) => row >= 0)).toBe(true)
    expect(new Set(spots.map(({ layer, row }) => `${layer} ${row}`)).size).toBe(4)
  })
})
