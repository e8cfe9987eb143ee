import { endianness } from 'node:os'
import type { AppliedGroup } from '../../model/applied.ts'
import type { KeyMark } from './mark.ts'

/** What a record has of one entity. */
export interface AppliedEntity {
  id: string
  key: KeyMark
  /** As many as the group has fields. */
  marks: Uint32Array
}

/** A group holds so many entities at most. */
const MOST = 1000

/** Packs entities, those whose marks are of the same fields together. */
export class GroupPacker {
  readonly groups: AppliedGroup[] = []
  readonly #open = new Map<string, Map<readonly string[], Open>>()

  /** @param fields the very same list for entities that go together */
  add(kind: string, fields: readonly string[], { id, key, marks }: AppliedEntity): void {
    const open = this.#openOf(kind, fields)
    const at = open.ids.push(id) - 1
    open.keys.set(key, at * 2)
    open.marks.set(marks, at * fields.length)
    if (open.ids.length === MOST) this.#close(kind, fields, open)
  }

  /** Closes what is open, and gives all groups. */
  done(): AppliedGroup[] {
    for (const [kind, lists] of this.#open) for (const [fields, open] of lists) this.#close(kind, fields, open)
    return this.groups
  }

  #openOf(kind: string, fields: readonly string[]): Open {
    const lists = this.#open.get(kind) ?? new Map<readonly string[], Open>()
    if (lists.size === 0) this.#open.set(kind, lists)
    const known = lists.get(fields)
    if (known) return known
    const open = empty(fields.length)
    lists.set(fields, open)
    return open
  }

  #close(kind: string, fields: readonly string[], open: Open): void {
    const count = open.ids.length
    if (count === 0) return
    const [keys, marks] = [base64(open.keys, count * 2), base64(open.marks, count * fields.length)]
    this.groups.push({ kind, fields, ids: open.ids, keys, marks })
    open.ids = []
  }
}

interface Open {
  ids: string[]
  keys: Uint32Array
  marks: Uint32Array
}

function empty(width: number): Open {
  return { ids: [], keys: new Uint32Array(MOST * 2), marks: new Uint32Array(MOST * width) }
}

/** The numbers of a record have their little end first, whatever the machine. */
function base64(numbers: Uint32Array, count: number): string {
  const bytes = Buffer.from(numbers.buffer, 0, count * 4)
  return (endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32()).toString('base64')
}

/** Unpacks them; nothing where the parts do not fit together. */
export function unpackGroup({ fields, ids, keys, marks }: AppliedGroup): AppliedEntity[] {
  const [keyBytes, markBytes] = [Buffer.from(keys, 'base64'), Buffer.from(marks, 'base64')]
  const width = fields.length * 4
  if (keyBytes.length !== ids.length * 8 || markBytes.length !== ids.length * width) return []
  return ids.map((id, index) => ({
    id,
    key: [keyBytes.readUInt32LE(index * 8), keyBytes.readUInt32LE(index * 8 + 4)],
    marks: Uint32Array.from(fields, (_, at) => markBytes.readUInt32LE(index * width + at * 4)),
  }))
}
