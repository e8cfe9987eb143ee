import type { Kind } from '../model/kind.ts'
import type { Fields } from '../model/value.ts'
import { idsOf } from '../plan/keys.ts'

/** An entity that is put back, or that goes because it was made. */
export interface Restored {
  kind: string
  /** How it was, is, or may be. */
  images: readonly Fields[]
  goes: boolean
}

/**
 * Gives the kinds that have to be read to put entities back: their own, those that they refer to, and those that may refer to what
 * goes. A token that may do a change need not be able to read more than that to undo it.
 * @param kinds the rows of the kinds
 * @param restored what is put back
 */
export function undoReads(kinds: readonly Kind[], restored: Iterable<Restored>): Kind[] {
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const wanted = new Set<string>()
  const going = new Set<string>()
  for (const { kind, images, goes } of restored) {
    wanted.add(kind)
    if (goes) going.add(kind)
    for (const { field, kind: above } of rows.get(kind)?.references ?? [])
      if (images.some((image) => idsOf(image[field]).length > 0)) wanted.add(above)
  }
  const refersToGoing = ({ references }: Kind): boolean =>
    references.some(({ kind, onDelete }) => onDelete !== 'nothing' && going.has(kind))
  return kinds.filter((kind) => wanted.has(kind.name) || refersToGoing(kind))
}
