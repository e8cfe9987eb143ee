import type { Link } from './entities.ts'

/** Where a box stands: its layer, from the left, and its row, from the top; rows may be fractions. */
export interface Spot {
  layer: number
  row: number
}

/**
 * Lays a graph out in layers: each box stands to the right of all that it needs, what needs it below each other, and
 * itself level with their middle.
 * @param graph boxes and edges; edges that lead in a circle are left out of account
 * @returns a spot for each box
 */
export function layout({ nodes, edges }: { nodes: readonly unknown[]; edges: readonly Link[] }): Spot[] {
  const layers = layersOf(nodes.length, edges)
  const below = belowOf(layers, edges)
  const spots = nodes.map((_, place): Spot => ({ layer: layers[place] ?? 0, row: -1 }))
  let rows = 0
  const settle = (place: number): number => {
    const spot = spots[place]
    if (spot === undefined) return 0
    const inner = (below[place] ?? []).map(settle)
    spot.row = inner.length > 0 ? (Math.min(...inner) + Math.max(...inner)) / 2 : rows++
    return spot.row
  }
  for (const [place, layer] of layers.entries()) if (layer === 0) settle(place)
  return spots
}

/** The longest way to each box; what is left over leads in a circle, and stands at the left. */
function layersOf(count: number, edges: readonly Link[]): number[] {
  const layers = new Array<number>(count).fill(0)
  const waits = new Array<number>(count).fill(0)
  const after = new Map<number, number[]>()
  for (const [from, to] of edges) {
    waits[to] = (waits[to] ?? 0) + 1
    after.set(from, [...(after.get(from) ?? []), to])
  }
  const ready = layers.map((_, place) => place).filter((place) => waits[place] === 0)
  const settled = new Set<number>()
  for (const place of ready) {
    settled.add(place)
    for (const to of after.get(place) ?? []) {
      layers[to] = Math.max(layers[to] ?? 0, (layers[place] ?? 0) + 1)
      waits[to] = (waits[to] ?? 0) - 1
      if (waits[to] === 0) ready.push(to)
    }
  }
  return layers.map((layer, place) => (settled.has(place) ? layer : 0))
}

/** For each box those that are set beside it: each box once, beside the rightmost of what it needs. */
function belowOf(layers: readonly number[], edges: readonly Link[]): number[][] {
  const nearest = new Map<number, number>()
  for (const [from, to] of edges) {
    const known = nearest.get(to)
    const layer = layers[from] ?? 0
    if (layer < (layers[to] ?? 0) && (known === undefined || layer > (layers[known] ?? 0))) nearest.set(to, from)
  }
  const below = layers.map((): number[] => [])
  for (const [to, from] of nearest) below[from]?.push(to)
  return below
}
