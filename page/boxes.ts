import type { Entities, Link } from './entities.ts'

/** One box of the drawing, by the places of what it stands for. */
export interface Box {
  /** One entity, or several that undergo the same and need the same, and that nothing needs. */
  entities: number[]
  /** What stays as it is, needs them directly or by way of others, and has no box. */
  beneath: number[]
}

/** From so many on, entities of a kind that undergo the same, need the same and are needed by none are one box. */
const ALIKE = 4

/**
 * Gives boxes for all entities that need others or are needed. What holds for a box holds for each entity in it.
 * @param found what depends on what
 * @param isCounted whether what only hangs on others goes into the boxes of these, to be counted there
 */
export function boxesOf(found: Entities, isCounted: boolean): Box[] {
  const { entities, links } = found
  const hidden = isCounted ? onlyHanging(found) : new Set<number>()
  const [above, below] = [neighbours(links, 1, entities.length), neighbours(links, 0, entities.length)]
  const boxes = new Map<string, Box>()
  const counts = new Map<string, number>()
  const names = entities.map(({ kind, action, hangs }, place) => {
    const name = below[place]?.length ? `${place}` : [kind, action, hangs, ...(above[place] ?? [])].join(' ')
    if (!hidden.has(place)) counts.set(name, (counts.get(name) ?? 0) + 1)
    return name
  })
  for (const [place, name] of names.entries()) {
    if (hidden.has(place) || !(above[place]?.length || below[place]?.length)) continue
    const key = (counts.get(name) ?? 0) < ALIKE ? `${place}` : name
    const box = boxes.get(key) ?? { entities: [], beneath: [] }
    boxes.set(key, box)
    box.entities.push(place)
  }
  for (const box of boxes.values()) box.beneath = beneath(box.entities, below, hidden)
  return [...boxes.values()]
}

/** What stays as it is and leads to nothing that has to be drawn. */
function onlyHanging({ entities, links }: Entities): Set<number> {
  const above = neighbours(links, 1, entities.length)
  const places = entities.map((_, place) => place)
  const leading = new Set(places.filter((place) => !entities[place]?.hangs))
  // A set gives what is added while it is gone through.
  for (const place of leading) for (const from of above[place] ?? []) leading.add(from)
  return new Set(places.filter((place) => !leading.has(place)))
}

function beneath(places: readonly number[], below: readonly number[][], hidden: ReadonlySet<number>): number[] {
  const next = (place: number) => (below[place] ?? []).filter((to) => hidden.has(to))
  const reached = new Set(places.flatMap(next))
  for (const place of reached) for (const to of next(place)) reached.add(to)
  return [...reached]
}

/**
 * Gives for each place those to which it is linked.
 * @param links between places
 * @param end which end of a link is the place: 0 gives what needs it, 1 what it needs
 * @param count how many places there are
 */
export function neighbours(links: readonly Link[], end: 0 | 1, count: number): number[][] {
  const lists = Array.from({ length: count }, (): number[] => [])
  for (const link of links) lists[link[end]]?.push(link[end === 0 ? 1 : 0])
  return lists
}
