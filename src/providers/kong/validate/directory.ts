import { type Entity, handleOf, type Target } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { clear } from '../../../model/secret.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Finds the entities of a state that references lead to. */
export interface Directory {
  find(kind: string, target: Target): Entity | undefined
  /** All names of a kind's entities, for suggestions. */
  names(kind: string): string[]
}

/** Enters a state's entities by id and by each key of one field. */
export function openDirectory(entities: readonly Entity[], kinds: ReadonlyMap<string, Kind>): Directory {
  const made = new Map<string, Index>()
  // Most references lead to the entity that they stand in, and need no index.
  const indexOf = (kind: string): Index => {
    const index = made.get(kind) ?? makeIndex(entities, kind, kinds.get(kind))
    made.set(kind, index)
    return index
  }
  return {
    names: (kind) => [...indexOf(kind).byName.keys()],
    find(kind, target) {
      if ('entity' in target) return target.entity
      const { byId, byName } = indexOf(kind)
      const handle = handleOf(target)
      const named = 'id' in target ? undefined : byName.get(handle)
      return ('name' in target ? undefined : byId.get(handle.toLowerCase())) ?? named
    },
  }
}

/** The entities of one kind. */
interface Index {
  byId: Map<string, Entity>
  byName: Map<string, Entity>
}

function makeIndex(entities: readonly Entity[], name: string, kind: Kind | undefined): Index {
  const index: Index = { byId: new Map(), byName: new Map() }
  for (const entity of entities) {
    if (entity.kind !== name) continue
    if (entity.id !== undefined) index.byId.set(entity.id.toLowerCase(), entity)
    for (const each of namesOf(entity, kind)) if (!index.byName.has(each)) index.byName.set(each, entity)
  }
  return index
}

/** Tells whether a reference is an id, so that what it leads to need not be in the state. */
export function isId(target: Target): boolean {
  return !('entity' in target) && !('name' in target) && UUID.test(handleOf(target))
}

function namesOf(entity: Entity, kind: Kind | undefined): string[] {
  const names: string[] = []
  for (const field of kind ? nameFields(kind) : []) {
    const name = clear(entity.fields[field])
    if (typeof name === 'string') names.push(name)
  }
  return names
}

const named = new WeakMap<Kind, readonly string[]>()

/** The fields that a reference may name an entity by: keys of one field that are no secret. */
function nameFields(kind: Kind): readonly string[] {
  const known = named.get(kind)
  if (known) return known
  const single = kind.keys.filter((group) => group.length === 1).flat()
  const open = single.filter((field) => !kind.secret.includes(field))
  named.set(kind, open)
  return open
}
