import { describe, expect, it } from 'vitest'
import { Dependants } from '../../../page/dependants.ts'
import { graphOf } from '../../../page/graph.ts'
import { layout } from '../../../page/layout.ts'
import type { PageChange, PageData, PageDependant } from '../../../src/report/html/page-data.ts'

const of = (kind: string, label: string, more: Partial<PageChange> = {}): PageChange => ({
  action: 'create',
  kind,
  label,
  rows: [],
  ...more,
})
const service = { parents: [{ kind: 'service', label: 's' }] }

type Hanging = Pick<PageData, 'dependants' | 'more'>

function drawn(changes: readonly PageChange[], indexes = changes.map((_, index) => index), hanging: Hanging = {}) {
  const graph = graphOf(indexes, { changes, dependants: new Dependants(hanging) })
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

describe('graphOf, of what stays as it is', () => {
  const hangs = (kind: string, label: string, more: Partial<PageDependant> = {}): PageDependant => ({
    kind,
    label,
    ...more,
  })
  const updated = of('service', 's', { action: 'update' })

  it('leads from a change to what hangs on it, and on from there', () => {
    const dependants = [hangs('route', 'r', { changes: [0] }), hangs('plugin', 'p', { entities: [0] })]
    const { graph, lines } = drawn([updated], [0], { dependants })
    expect(lines).toEqual(['service s > route r', 'route r > plugin p'])
    expect(graph.nodes.map(({ hangs, actions }) => [hangs, actions.size])).toEqual([
      [undefined, 1],
      [true, 0],
      [true, 0],
    ])
  })

  it('shows of it what hangs on the filtered changes, and nothing else', () => {
    const dependants = [
      hangs('route', 'r', { changes: [0] }),
      hangs('target', 't', { changes: [1] }),
      hangs('plugin', 'p', { changes: [1], entities: [0] }),
    ]
    const changes = [updated, of('upstream', 'u', { action: 'update' })]
    expect(drawn(changes, [0], { dependants }).lines).toEqual(['service s > route r', 'route r > plugin p'])
    expect(drawn(changes, [1], { dependants }).lines).toEqual(['upstream u > target t', 'upstream u > plugin p'])
  })

  it('sets a change under what hangs on another one, where that is what it belongs to', () => {
    const plugin = of('plugin', 'p', { parents: [{ kind: 'route', label: 'r' }, ...service.parents] })
    const { lines } = drawn([updated, plugin], [0, 1], { dependants: [hangs('route', 'r', { changes: [0] })] })
    expect(lines).toEqual(['service s > route r', 'route r > plugin p'])
  })

  it('counts what has no name, with what is like it', () => {
    const few = [hangs('route', 'a', { changes: [0] }), hangs('route', 'b', { changes: [0] })]
    const more = [{ kind: 'route', count: 19_998, change: 0 }]
    const { graph, lines } = drawn([updated], [0], { dependants: few, more })
    expect([lines[2], graph.unnamed]).toEqual(['service s > 19998 route', 19_998])
    const many = Array.from({ length: 10 }, (_, index) => hangs('route', `r${index}`, { changes: [0] }))
    const joined = drawn([updated], [0], { dependants: many, more })
    expect(joined.lines).toEqual(['service s > 20008 route'])
    expect(joined.graph.nodes[1]?.names).toHaveLength(10)
  })

  it('joins what hangs on the same before it joins what changes', () => {
    const changes = Array.from({ length: 10 }, (_, index) => of('service', `s${index}`, { action: 'update' }))
    const dependants = changes.flatMap((_, change) =>
      Array.from({ length: 6 }, (_, index) => [
        hangs('route', `r${change}-${index}`, { changes: [change] }),
        hangs('plugin', 'p', { entities: [change * 12 + index * 2] }),
      ]).flat(),
    )
    const { graph, lines } = drawn(changes, undefined, { dependants })
    expect(graph.nodes).toHaveLength(30)
    expect(new Set(lines)).toEqual(
      new Set([...changes.map(({ label }) => `service ${label} > 6 route`), '6 route > 6 plugin']),
    )
  })

  it('joins it by kind at last, and still shows each change', () => {
    const changes = Array.from({ length: 60 }, (_, index) => of('service', `s${index}`, { action: 'update' }))
    const dependants = changes.map((_, change) => hangs('route', `r${change}`, { changes: [change] }))
    const { graph, lines } = drawn(changes, undefined, { dependants })
    expect([graph.nodes.length, lines[59]]).toEqual([61, 'service s59 > 60 route'])
  })
})

describe('layout', () => {
  const nodes = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      kind: 'k',
      label: `${index}`,
      actions: new Map(),
      size: 1,
      names: [],
    }))

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
