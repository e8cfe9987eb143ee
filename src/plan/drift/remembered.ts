import type { AppliedGroup, AppliedHead } from '../../model/applied.ts'
import { ownerOf } from './gather.ts'
import { type AppliedEntity, unpackGroup } from './group.ts'
import { isKey, type KeyMark } from './mark.ts'

/** What a record has of one entity. */
export interface Remembered {
  id: string
  /** What its marks were made for. */
  owner: string
  /** By the part's name; absent where the entity was not marked. */
  marks?: ReadonlyMap<string, number>
}

/** A record that is ready to be asked. */
export interface Memory {
  head: AppliedHead
  byId(kind: string, id: string): Remembered | undefined
  byKey(kind: string, key: KeyMark): Remembered | undefined
}

type Entry = [entity: AppliedEntity, fields: readonly string[]]

/** Makes groups of a record ready to be asked. */
export function remember(head: AppliedHead, groups: Iterable<AppliedGroup>): Memory {
  const ids = new Map<string, Entry>()
  const keys = new Map<string, Entry>()
  for (const group of groups) {
    for (const entity of unpackGroup(group)) {
      const entry: Entry = [entity, group.fields]
      if (entity.id !== '') ids.set(`${group.kind} ${entity.id}`, entry)
      if (isKey(entity.key)) keys.set(`${group.kind} ${entity.key.join('.')}`, entry)
    }
  }
  return {
    head,
    byId: (kind, id) => opened(ids.get(`${kind} ${id}`)),
    byKey: (kind, key) => (isKey(key) ? opened(keys.get(`${kind} ${key.join('.')}`)) : undefined),
  }
}

function opened(entry: Entry | undefined): Remembered | undefined {
  if (entry === undefined) return undefined
  const [{ id, key, marks }, fields] = entry
  const named = fields.length > 0 && new Map(fields.map((name, index) => [name, marks[index] ?? 0]))
  return { id, owner: ownerOf(id, key), ...(named && { marks: named }) }
}
