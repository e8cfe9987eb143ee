import type { Fields, Value } from '../../../model/value.ts'

/**
 * Makes the test whether an entity comes twice in a list, to be asked about each of its pages in turn: it gives the id of the first one
 * that does. Kong lists by id (3.9, recorded): as long as each is beyond the last, none is looked for. Nothing is kept of the entries
 * but their ids: whoever hears of a page may take them over.
 */
export function repeatTest(): (entries: readonly Fields[]) => Value | undefined {
  const ids: (Value | undefined)[] = []
  let last = ''
  let seen: Set<Value | undefined> | undefined
  return (entries) => {
    for (const { id } of entries) {
      if (seen === undefined && typeof id === 'string' && id > last) {
        last = id
        ids.push(id)
        continue
      }
      seen ??= new Set(ids)
      if (seen.has(id)) return id
      seen.add(id)
    }
    return undefined
  }
}
