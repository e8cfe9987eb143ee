import type { Kind } from '../model/kind.ts'

/** Sorts kinds so that each comes after those it refers to. Raises an error when references form a circle. */
export function kindOrder(kinds: readonly Kind[]): Kind[] {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]))
  const ordered = new Set<Kind>()
  const visit = (kind: Kind, trail: readonly string[]): void => {
    if (ordered.has(kind)) return
    if (trail.includes(kind.name))
      throw new Error(`kinds refer to each other in a circle: ${[...trail, kind.name].join(' → ')}`)
    for (const reference of kind.references) {
      const target = byName.get(reference.kind)
      if (target && target !== kind) visit(target, [...trail, kind.name])
    }
    ordered.add(kind)
  }
  for (const kind of kinds) visit(kind, [])
  return [...ordered]
}

/**
 * Sorts items into waves by what each needs: an item's wave is one after the last of its needs. Needs that are not
 * among the items are taken as met. Items on a circle are given back in `circle`, in no wave.
 */
export function waves<T extends { id: string; needs: readonly string[] }>(
  items: readonly T[],
): { waves: T[][]; circle: T[] } {
  const waiting = whoWaits(items)
  const result: T[][] = []
  let ready = items.filter((item) => !waiting.missing.has(item))
  let placed = 0
  while (ready.length > 0) {
    result.push(ready)
    placed += ready.length
    ready = freedBy(ready, waiting)
  }
  const circle = placed === items.length ? [] : items.filter((item) => (waiting.missing.get(item) ?? 0) > 0)
  return { waves: result, circle }
}

/** What items wait for: how many of them each still needs, if it needs any, and who needs one, by its id. */
interface Waiting<T> {
  missing: Map<T, number>
  dependants: Map<string, T[]>
}

function whoWaits<T extends { id: string; needs: readonly string[] }>(items: readonly T[]): Waiting<T> {
  const waiting: Waiting<T> = { missing: new Map(), dependants: new Map() }
  let ids: Set<string> | undefined
  for (const item of items) {
    if (item.needs.length === 0) continue
    ids ??= new Set(items.map(({ id }) => id))
    let missing = 0
    for (const need of item.needs.length === 1 ? item.needs : new Set(item.needs)) {
      if (!ids.has(need)) continue
      missing++
      pushTo(waiting.dependants, need, item)
    }
    if (missing > 0) waiting.missing.set(item, missing)
  }
  return waiting
}

function freedBy<T extends { id: string }>(done: readonly T[], { missing, dependants }: Waiting<T>): T[] {
  const freed: T[] = []
  for (const { id } of done) {
    for (const next of dependants.get(id) ?? []) {
      const left = (missing.get(next) ?? 0) - 1
      missing.set(next, left)
      if (left === 0) freed.push(next)
    }
  }
  return freed
}

/** Appends to the list under a key, making it when it is not there. */
export function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
