import type { Fields, Value } from '../../../model/value.ts'

/**
 * Makes the test whether an entity comes twice in a list, to be asked about each of its pages in turn: it gives the id of the first one
 * that does. Kong lists by id (3.9, recorded): as long as each is beyond the last, nothing has to be remembered.
 */
export function repeatTest(): (entries: readonly Fields[]) => Value | undefined {
  const pages: (readonly Fields[])[] = []
  let last = ''
  let seen: Set<Value | undefined> | undefined
  return (entries) => {
    let rest = entries
    if (seen === undefined) {
      const ordered = countOrdered(entries, last)
      if (ordered < entries.length) {
        seen = new Set([...pages, entries.slice(0, ordered)].flatMap((page) => page.map(({ id }) => id)))
        rest = entries.slice(ordered)
      }
    }
    if (seen !== undefined) return findSeen(rest, seen)
    pages.push(entries)
    last = String(entries.at(-1)?.id ?? last)
    return undefined
  }
}

/** How many entries come in the order of their ids, beginning after one. */
function countOrdered(entries: readonly Fields[], after: string): number {
  let last = after
  for (let index = 0; index < entries.length; index++) {
    const id = entries[index]?.id
    if (typeof id !== 'string' || id <= last) return index
    last = id
  }
  return entries.length
}

function findSeen(entries: readonly Fields[], seen: Set<Value | undefined>): Value | undefined {
  for (const { id } of entries) {
    if (seen.has(id)) return id
    seen.add(id)
  }
  return undefined
}
