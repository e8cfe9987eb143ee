import type { Entity } from './entities.ts'
import type { Graph } from './graph.ts'

/** One entity, and what needs it. */
export interface LinkLine {
  entity: Entity
  neededBy: Entity[]
  /** How many more need it that are not in the same drawing. */
  elsewhere: number
}

/**
 * Tells a drawing as lines, each entity by itself: those too that share a box, and those that are only counted in one.
 * @param graph all that there is
 * @param part which drawing, from 0
 */
export function linkList({ entities, links, boxes, parts }: Graph, part: number): LinkLine[] {
  const own = (parts[part] ?? []).flatMap((box) => boxes[box] ?? [])
  const places = [...own.flatMap((box) => box.entities), ...own.flatMap((box) => box.beneath)]
  const lines = new Map<number, LinkLine>()
  for (const place of places) {
    const entity = entities[place]
    if (entity) lines.set(place, { entity, neededBy: [], elsewhere: 0 })
  }
  for (const [from, to] of links) {
    const [line, other] = [lines.get(from), entities[to]]
    if (line === undefined || other === undefined) continue
    if (lines.has(to)) line.neededBy.push(other)
    else line.elsewhere += other.counted ?? 1
  }
  return [...lines.values()].filter(({ neededBy, elsewhere }) => neededBy.length + elsewhere > 0)
}
