import { waves } from './order.ts'

interface Item {
  id: string
  needs: readonly string[]
}

/** One item while it is on the path that is followed. */
interface Visit<T> {
  item: T
  order: number
  /** The earliest item of the path that can be reached from here. */
  low: number
  needs: readonly string[]
  next: number
}

/**
 * Finds groups of items that all wait for each other, by way of each other (strongly connected components, after
 * Tarjan). Items that only wait for such a group are in none. Needs that are not among the items are taken as met.
 */
export function rings<T extends Item>(items: readonly T[]): T[][] {
  const stuck = waves(items).circle
  const byId = new Map(stuck.map((item) => [item.id, item]))
  const seen = new Map<string, Visit<T>>()
  const placed = new Set<string>()
  const found: T[][] = []
  for (const item of stuck) if (!seen.has(item.id)) follow(item, byId, seen, placed, found)
  return found
}

/** A path may be as long as there are items, so that it is kept in a list and not in calls. */
function follow<T extends Item>(
  start: T,
  byId: ReadonlyMap<string, T>,
  seen: Map<string, Visit<T>>,
  placed: Set<string>,
  found: T[][],
): void {
  const visit = (item: T): Visit<T> => {
    const made = { item, order: seen.size, low: seen.size, needs: item.needs, next: 0 }
    seen.set(item.id, made)
    return made
  }
  const path = [visit(start)]
  const open = [...path]
  for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
    const need = at.needs[at.next++]
    if (need === undefined) {
      path.pop()
      close(at, path.at(-1), open, placed, found)
      continue
    }
    const target = byId.get(need)
    if (target === undefined || placed.has(need)) continue
    const known = seen.get(need)
    if (known) at.low = Math.min(at.low, known.order)
    else {
      const next = visit(target)
      path.push(next)
      open.push(next)
    }
  }
}

function close<T extends Item>(
  at: Visit<T>,
  above: Visit<T> | undefined,
  open: Visit<T>[],
  placed: Set<string>,
  found: T[][],
): void {
  if (above) above.low = Math.min(above.low, at.low)
  if (at.low !== at.order) return
  const group = open.splice(open.lastIndexOf(at)).map(({ item }) => item)
  for (const { id } of group) placed.add(id)
  if (group.length > 1) found.push(group)
}
