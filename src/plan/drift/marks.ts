import type { Kind } from '../../model/kind.ts'
import { isFields } from '../../model/secret.ts'
import type { Fields, Value } from '../../model/value.ts'
import { type Layout, REST, type Slot } from './layout.ts'
import { markOf, type Seal } from './mark.ts'

/** The two sides of an entity: the one that is marked, and the other, which may tell what is a secret. */
export interface Sides {
  fields: Fields
  guide?: Fields | undefined
  /** What tells the entity from others. */
  owner: string
}

const NONE: Fields = {}

/** Marks the parts of an entity, in the order of its layout. */
export function marksOf({ fields, guide = NONE, owner }: Sides, layout: Layout, seal: Seal): Uint32Array {
  const marks = new Uint32Array(layout.slots.length)
  for (let index = 0; index < marks.length; index++) {
    const slot = layout.slots[index]
    if (slot === undefined) continue
    const value = partOf(fields, slot, layout)
    if (value !== undefined && value !== null)
      marks[index] = markOf(value, partOf(guide, slot, layout), slot, seal, owner)
  }
  return marks
}

function partOf(fields: Fields, { field, inner }: Slot, { known, within }: Layout): Value | undefined {
  if (field === REST) return restOf(fields, known)
  if (inner === undefined) return fields[field]
  const record = fields[field]
  if (!isFields(record)) return undefined
  return inner === REST ? restOf(record, within.get(field) ?? known) : record[inner]
}

function restOf(fields: Fields, known: ReadonlySet<string>): Fields | undefined {
  let rest: Fields | undefined
  for (const name in fields) {
    if (known.has(name)) continue
    rest ??= {}
    rest[name] = fields[name]
  }
  return rest
}

/** What an entity takes from others at the controller is not its own: such an entity is not marked. */
export function isShared({ references }: Kind, fields: Fields): boolean {
  return references.some(({ field, records }) => {
    const value = records && fields[field]
    return Array.isArray(value) && value.length > 0
  })
}

/** Packs marks for a record. */
export function packed(marks: Uint32Array): string {
  const bytes = Buffer.allocUnsafe(marks.length * 4)
  for (let index = 0; index < marks.length; index++) bytes.writeUInt32LE(marks[index] ?? 0, index * 4)
  return bytes.toString('base64')
}

/** Unpacks them; nothing where they are not of so many fields. */
export function unpacked(text: string, count: number): Uint32Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== count * 4) return undefined
  return Uint32Array.from({ length: count }, (_, index) => bytes.readUInt32LE(index * 4))
}
