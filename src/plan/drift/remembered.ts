import type { AppliedEntity, AppliedGroup, AppliedHead } from '../../model/applied.ts'
import { unpacked } from './marks.ts'

/** What a record has of one entity. */
export interface Remembered {
  id: string
  key: string
  /** What its marks were made for. */
  owner: string
  /** By the name of the slot; absent where the entity was not marked. */
  marks?: ReadonlyMap<string, number>
}

/** A record that is ready to be asked. */
export interface Memory {
  head: AppliedHead
  byId(kind: string, id: string): Remembered | undefined
  /** By a mark of the key. */
  byKey(kind: string, key: string): Remembered | undefined
}

type Entry = { entity: AppliedEntity; group: AppliedGroup }

/** Makes a record ready to be asked about some kinds; the marks of an entity are unpacked when it is asked for. */
export function remember(head: AppliedHead, groups: Iterable<AppliedGroup>): Memory {
  const ids = new Map<string, Entry>()
  const keys = new Map<string, Entry>()
  for (const group of groups) {
    for (const entity of group.entities) {
      const [id, key] = entity
      if (id !== '') ids.set(`${group.kind} ${id}`, { entity, group })
      if (key !== '') keys.set(`${group.kind} ${key}`, { entity, group })
    }
  }
  return {
    head,
    byId: (kind, id) => opened(ids.get(`${kind} ${id}`)),
    byKey: (kind, key) => opened(key === '' ? undefined : keys.get(`${kind} ${key}`)),
  }
}

function opened(entry: Entry | undefined): Remembered | undefined {
  if (entry === undefined) return undefined
  const [id, key, text] = entry.entity
  const { fields } = entry.group
  const marks = unpacked(text, fields.length)
  const named = marks && new Map(fields.map((name, index) => [name, marks[index] ?? 0]))
  return { id, key, owner: id === '' ? key : id, ...(named && { marks: named }) }
}
