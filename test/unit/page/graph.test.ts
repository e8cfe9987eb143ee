import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dependants } from '../../../page/dependants.ts'
import type { Entity } from '../../../page/entities.ts'
import { drawingOf, graphOf } from '../../../page/graph.ts'
import { layout } from '../../../page/layout.ts'
import { linkList } from '../../../page/link-list.ts'
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
  const { nodes, edges } = drawingOf(graph, 0)
  const name = (place: number) => {
    const { kind = '', label = '', size = 0 } = nodes[place] ?? {}
    return size > 1 ? `${size} ${kind}` : `${kind} ${label}`
  }
  return { graph, nodes, lines: edges.map(([from, to]) => `${name(from)} > ${name(to)}`) }
}

/** A drawing's list, as pairs. */
function told(graph: ReturnType<typeof graphOf>, part = 0): string[] {
  const name = ({ kind, label, counted }: Entity) => `${kind} ${counted ?? label}`
  return linkList(graph, part).flatMap(({ entity, neededBy }) =>
    neededBy.map((other) => `${name(entity)} > ${name(other)}`),
  )
}

describe('graphOf', () => {
  it('leads from what is needed to what needs it, also where it stays as it is', () => {
    const changes = [
      of('route', 'r', service),
      of('plugin', 'p', { needs: [0], parents: [{ kind: 'route', label: 'r' }, ...service.parents] }),
      of('consumer', 'c'),
    ]
    const { graph, nodes, lines } = drawn(changes)
    expect(lines.sort()).toEqual(['route r > plugin p', 'service s > route r'])
    expect(nodes.map(({ kind, action }) => [kind, action])).toContainEqual(['service', undefined])
    expect(graph.alone).toBe(1)
  })

  it('shows what the filtered changes need, though it is not among them', () => {
    const { nodes, lines } = drawn([of('service', 's'), of('route', 'r', { ...service, needs: [0] })], [1])
    expect(lines).toEqual(['service s > route r'])
    expect(nodes.map(({ change }) => change).sort()).toEqual([1, undefined])
  })

  it('draws many alike as one', () => {
    const { lines } = drawn([
      of('service', 's'),
      ...Array.from({ length: 6 }, (_, index) => of('route', `r${index}`, { ...service, needs: [0] })),
    ])
    expect(lines).toEqual(['service s > 6 route'])
  })

  it('makes several drawings where entities would be too many, and each of what hangs together', () => {
    const changes = Array.from({ length: 200 }, (_, index) => [
      of('service', `s${index}`, { action: 'update' }),
      of('route', `r${index}`, { action: index === 199 ? 'delete' : 'update', needs: [index * 2] }),
    ]).flat()
    const { graph, nodes, lines } = drawn(changes)
    expect(graph.parts).toHaveLength(5)
    expect(nodes.slice(0, 2).map(({ label }) => label)).toEqual(['s199', 'r199'])
    expect(lines).toHaveLength(45)
    const all = graph.parts.flatMap((_, part) => told(graph, part))
    expect(all.sort()).toEqual(Array.from({ length: 200 }, (_, index) => `service s${index} > route r${index}`).sort())
  })

  it('splits what hangs together where it is too much by itself, shows what is needed in each, and counts the rest', () => {
    const changes = [
      of('certificate', 'c'),
      ...Array.from({ length: 150 }, (_, index) => [
        of('service', `s${index}`, { needs: [0] }),
        of('route', `r${index}`, { needs: [1 + index * 2] }),
      ]).flat(),
    ]
    const { graph } = drawn(changes)
    const drawings = graph.parts.map((_, part) => drawingOf(graph, part).nodes)
    expect(drawings).toHaveLength(6)
    for (const nodes of drawings) {
      const drawnServices = nodes.filter(({ kind }) => kind === 'service').length
      expect(nodes.find(({ kind }) => kind === 'certificate')?.elsewhere).toBe(150 - drawnServices)
      for (const { label } of nodes.filter(({ kind }) => kind === 'route')) {
        expect(nodes.map((node) => node.label)).toContain(label.replace('r', 's'))
      }
    }
    expect(new Set(graph.parts.flatMap((_, part) => told(graph, part))).size).toBe(300)
    expect(linkList(graph, 0)[0]?.elsewhere).toBe(120)
  })

  it('keeps namesakes of different workspaces apart', () => {
    const { lines } = drawn([
      of('route', 'a', { ...service, workspace: 'x' }),
      of('route', 'b', { ...service, workspace: 'y' }),
    ])
    expect(lines).toHaveLength(2)
    expect(drawn([of('route', 'a', service), of('route', 'b', service)]).nodes).toHaveLength(3)
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
    const { nodes, lines } = drawn([updated], [0], { dependants })
    expect(lines).toEqual(['service s > route r', 'route r > plugin p'])
    expect(nodes.map(({ action }) => action)).toEqual(['update', undefined, undefined])
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
    expect(joined.nodes[1]?.names).toHaveLength(10)
  })

  it('counts it in the boxes of what it needs where it would be too much, and names it in the list', () => {
    const changes = [
      ...Array.from({ length: 40 }, (_, index) => of('service', `s${index}`, { action: 'update' })),
      of('plugin', 'p', {
        parents: [
          { kind: 'route', label: 's1-r0' },
          { kind: 'service', label: 's1' },
        ],
      }),
    ]
    const dependants = Array.from({ length: 40 }, (_, index) => [
      hangs('route', `s${index}-r0`, { changes: [index] }),
      hangs('route', `s${index}-r1`, { changes: [index] }),
      hangs('plugin', `of s${index}-r1`, { entities: [index * 3 + 1] }),
    ]).flat()
    const more = [{ kind: 'route', count: 70, change: 2 }]
    const { graph, nodes, lines } = drawn(changes, undefined, { dependants, more })
    expect(lines).toEqual(['service s1 > route s1-r0', 'route s1-r0 > plugin p'])
    expect(nodes).toHaveLength(42)
    const counted = Object.fromEntries(nodes.map(({ label, beneath }) => [label, Object.fromEntries(beneath)]))
    expect(counted).toMatchObject({
      s0: { route: 2, plugin: 1 },
      s1: { route: 1, plugin: 1 },
      s2: { route: 72, plugin: 1 },
      's1-r0': {},
    })
    const list = told(graph)
    expect(list).toHaveLength(40 * 3 + 1 + 1)
    expect(list).toContain('service s39 > route s39-r1')
    expect(list).toContain('route s39-r1 > plugin of s39-r1')
    expect(list).toContain('service s2 > route 70')
  })
})

describe('graphOf, of anything', () => {
  const page = fc
    .record({ changes: fc.integer({ min: 1, max: 150 }), dependants: fc.integer({ min: 0, max: 150 }) })
    .chain(({ changes, dependants }) => {
      const below = (end: number) =>
        end === 0 ? fc.constant<number[]>([]) : fc.uniqueArray(fc.nat(end - 1), { maxLength: 2 })
      const change = (index: number) =>
        fc.record({ action: fc.constantFrom('create', 'update', 'delete'), needs: below(index), parent: fc.nat(20) })
      const dependant = (index: number) => fc.record({ changes: below(changes), entities: below(index) })
      return fc.record({
        changes: fc.tuple(...Array.from({ length: changes }, (_, index) => change(index))),
        dependants: fc.tuple(...Array.from({ length: dependants }, (_, index) => dependant(index))),
        shown: fc.subarray(Array.from({ length: changes }, (_, index) => index)),
        more: fc.uniqueArray(fc.record({ change: fc.nat(changes - 1), count: fc.integer({ min: 1, max: 99 }) }), {
          maxLength: 3,
          selector: ({ change }) => change,
        }),
      })
    })
    .map(({ changes, dependants, shown, more }) => ({
      changes: changes.map(({ parent, ...change }, index) =>
        of('change', `${index}`, {
          ...change,
          ...(parent < 5 && { parents: [{ kind: 'parent', label: `${parent}` }] }),
        }),
      ),
      dependants: dependants.map((each, index) => ({ kind: 'hanging', label: `${index}`, ...each })),
      more: more.map((each) => ({ kind: 'more', ...each })),
      shown,
    }))

  it('tells nothing that the data do not say, and each line of it once or more, in drawings of a readable size', () => {
    fc.assert(
      fc.property(page, ({ changes, dependants, more, shown }) => {
        const graph = graphOf(shown, { changes, dependants: new Dependants({ dependants, more }) })
        const told = new Set<string>()
        for (const part of graph.parts.keys()) {
          const { nodes, edges } = drawingOf(graph, part)
          expect(nodes.length).toBeLessThanOrEqual(90)
          for (const [from, to] of edges) {
            // What is said of a box is said of each entity in it.
            for (const one of nodes[from]?.names ?? []) {
              for (const other of nodes[to]?.names ?? [])
                told.add(`${nodes[from]?.kind} ${one} > ${nodes[to]?.kind} ${other}`)
            }
          }
          for (const { entity, neededBy } of linkList(graph, part)) {
            for (const other of neededBy) {
              const name = other.counted === undefined ? other.label : other.counted
              told.add(`${entity.kind} ${entity.label} > ${other.kind} ${name}`)
            }
          }
        }
        const known = linesOf({ changes, dependants, more })
        expect([...told].filter((line) => !known.all.has(line))).toEqual([])
        expect(shown.flatMap(known.of).filter((line) => !told.has(line))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  /** What the data say, straight from them. */
  function linesOf({ changes, dependants = [], more = [] }: Pick<PageData, 'changes' | 'dependants' | 'more'>) {
    const of = (index: number) => [
      ...(changes[index]?.needs ?? []).map((need) => `change ${need} > change ${index}`),
      ...(changes[index]?.parents ?? []).map(({ label }) => `parent ${label} > change ${index}`),
      ...dependants.flatMap((each, place) =>
        (each.changes ?? []).includes(index) ? [`change ${index} > hanging ${place}`] : [],
      ),
      ...more.flatMap(({ change, count }) => (change === index ? [`change ${index} > more ${count}`] : [])),
    ]
    const others = dependants.flatMap(({ entities = [] }, place) =>
      entities.map((entity) => `hanging ${entity} > hanging ${place}`),
    )
    return { of, all: new Set([...changes.keys()].flatMap(of).concat(others)) }
  }
})

describe('layout', () => {
  const nodes = (count: number) => Array.from({ length: count })

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
