import { neighbours } from './boxes.ts'
import type { Link } from './entities.ts'

/** With more boxes than this nobody can read a drawing: then there are several. */
export const READABLE = 90

/** Of a group that is larger than a drawing, so many boxes go into each; the room that is left is for what they need. */
const SHARE = 60

/**
 * Splits boxes into drawings that can be read. What hangs together stays together, unless it is too much by itself.
 * @param ranks of the boxes: a group comes the earlier, the lower the lowest rank in it
 * @param edges between boxes
 * @returns for each drawing the places of its boxes; each box is in one at least, together with all that it needs as far as there is room
 */
export function partsOf(ranks: readonly number[], edges: readonly Link[]): number[][] {
  if (ranks.length <= READABLE) return ranks.length === 0 ? [] : [[...ranks.keys()]]
  const sides = { above: neighbours(edges, 1, ranks.length), below: neighbours(edges, 0, ranks.length) }
  const parts: number[][] = []
  let last: number[] | undefined
  for (const group of groupsOf(ranks, sides)) {
    if (group.length > READABLE) {
      parts.push(...shares(group, sides))
      last = undefined
    } else if (last !== undefined && last.length + group.length <= READABLE) {
      last.push(...group)
    } else {
      last = [...group]
      parts.push(last)
    }
  }
  return parts
}

/** For each box those that it needs, and those that need it. */
interface Sides {
  above: readonly (readonly number[])[]
  below: readonly (readonly number[])[]
}

/** What hangs together, in the order of ranks. */
function groupsOf(ranks: readonly number[], { above, below }: Sides): number[][] {
  const seen = new Set<number>()
  const groups: { places: number[]; rank: number }[] = []
  for (const place of ranks.keys()) {
    if (seen.has(place)) continue
    const group = new Set([place])
    for (const each of group) for (const next of [...(below[each] ?? []), ...(above[each] ?? [])]) group.add(next)
    for (const each of group) seen.add(each)
    const rank = [...group].reduce((lowest, each) => Math.min(lowest, ranks[each] ?? lowest), Number.POSITIVE_INFINITY)
    groups.push({ places: [...group].sort((one, other) => one - other), rank })
  }
  return groups.sort((one, other) => one.rank - other.rank).map(({ places }) => places)
}

function shares(group: readonly number[], sides: Sides): number[][] {
  const ordered = downwards(group, sides)
  const parts: number[][] = []
  for (let start = 0; start < ordered.length; start += SHARE) {
    const part = new Set(ordered.slice(start, start + SHARE))
    for (const place of part) for (const next of sides.above[place] ?? []) if (part.size < READABLE) part.add(next)
    parts.push([...part])
  }
  return parts
}

/** Each box as soon as may be after one that it needs, with what needs it behind it. */
function downwards(group: readonly number[], { above, below }: Sides): number[] {
  const ordered = new Set<number>()
  // What is left after the first round leads in a circle.
  for (const start of [...group.filter((place) => above[place]?.length === 0), ...group]) {
    const waiting = [start]
    for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
      if (ordered.has(place)) continue
      ordered.add(place)
      for (const next of [...(below[place] ?? [])].reverse()) waiting.push(next)
    }
  }
  return [...ordered]
}
