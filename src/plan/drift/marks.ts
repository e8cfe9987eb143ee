import type { Kind } from '../../model/kind.ts'
import { isFields, isWrapped } from '../../model/secret.ts'
import type { Fields, Value } from '../../model/value.ts'
import { hashNamed, hashValue, type Pen } from './hash-value.ts'
import type { Layout, Slot, Slots } from './layout.ts'
import { plainMark, type Seal, secretMark } from './mark.ts'

/** The side of an entity that is marked. */
export interface Marked {
  fields: Fields
  /** The other side, which may tell what is a secret. */
  guide?: Fields | undefined
  /** What tells the entity from others. */
  owner: string
}

/** Marks the parts of an entity into a row as long as its layout. */
export function markInto(row: Uint32Array, { fields, guide, owner }: Marked, layout: Layout, seal: Seal): void {
  row.fill(0)
  const told = guide && isWrapped(guide) ? guide : undefined
  const pen = { seed: seal.seeds[0], clear: false, hides: false }
  markFields(fields, told, layout, { row, layout, seal, owner, pen })
}

interface Marking {
  row: Uint32Array
  layout: Layout
  seal: Seal
  owner: string
  pen: Pen
}

function markFields(fields: Fields, guide: Fields | undefined, slots: Slots, marking: Marking): void {
  const { row, pen } = marking
  let hasRest = false
  for (const name in fields) {
    const value = fields[name]
    if (value === undefined || value === null) continue
    const slot = slots.byField.get(name)
    if (slot === undefined) hasRest ||= !slots.byField.has(name)
    else if (slot.within && isFields(value)) markFields(value, inside(guide?.[name]), slot.within, marking)
    else {
      pen.hides = false
      const hash = hashValue(value, guide?.[name], slot.type, pen)
      row[slot.index] = pen.hides ? hidden(hash, value, guide?.[name], slot, marking) : plainMark(hash)
    }
  }
  if (hasRest) markRest(fields, guide, slots, marking)
}

function hidden(masked: number, value: Value, guide: Value | undefined, slot: Slot, marking: Marking): number {
  const clear = () => hashValue(value, guide, slot.type, { ...marking.pen, clear: true })
  return secretMark(masked, clear, contextOf(slot.index, marking), marking.seal)
}

const contextOf = (index: number, { owner, layout }: Marking): string => `${owner} ${layout.names[index]}`

function markRest(fields: Fields, guide: Fields | undefined, slots: Slots, marking: Marking): void {
  const { row, pen, seal } = marking
  pen.hides = false
  const hash = hashRest(fields, guide, slots, pen)
  const clear = () => hashRest(fields, guide, slots, { ...pen, clear: true })
  row[slots.rest] = pen.hides ? secretMark(hash, clear, contextOf(slots.rest, marking), seal) : plainMark(hash)
}

const inside = (guide: Value | undefined): Fields | undefined => (isFields(guide) ? guide : undefined)

function hashRest(fields: Fields, guide: Fields | undefined, { byField }: Slots, pen: Pen): number {
  let state = 0
  for (const name in fields) {
    if (byField.has(name)) continue
    state = (state + hashNamed(name, hashValue(fields[name], guide?.[name], undefined, pen), pen.seed)) >>> 0
  }
  return state
}

/** What an entity takes from others at the controller is not its own: such an entity is not marked. */
export function isShared({ references }: Kind, fields: Fields): boolean {
  for (const { field, records } of references) {
    const value = records && fields[field]
    if (Array.isArray(value) && value.length > 0) return true
  }
  return false
}
