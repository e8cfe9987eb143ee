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
  const byId = new Map(items.map((item) => [item.id, item]))
  const missing = new Map<T, number>()
  const dependants = new Map<string, T[]>()
  for (const item of items) {
    const needs = new Set(item.needs.filter((need) => byId.has(need)))
    missing.set(item, needs.size)
    for (const need of needs) pushTo(dependants, need, item)
  }
  const result: T[][] = []
  let ready = items.filter((item) => missing.get(item) === 0)
  let placed = 0
  while (ready.length > 0) {
    result.push(ready)
    placed += ready.length
    ready = ready.flatMap((item) => (dependants.get(item.id) ?? []).filter((next) => countDown(missing, next) === 0))
  }
  const circle = placed === items.length ? [] : items.filter((item) => (missing.get(item) ?? 0) > 0)
  return { waves: result, circle }
}

function countDown<T>(counts: Map<T, number>, item: T): number {
  const left = (counts.get(item) ?? 0) - 1
  counts.set(item, left)
  return left
}

/** Appends to the list under a key, making it when it is not there. */
export function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
