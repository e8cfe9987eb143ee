import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { isFields } from '../../../model/secret.ts'
import type { Value } from '../../../model/value.ts'
import { kindByName } from '../shape/sections.ts'
import { idOf } from '../shape/tree.ts'
import { entityFrom } from './entity-from.ts'
import type { Gateway } from './gateway.ts'
import { readList } from './pages.ts'
import { baseOf, entityPath, nestedPath } from './paths.ts'
import { readScope } from './read.ts'

/** Up to this many are asked for one by one; for more, reading the list takes fewer requests. */
const FEW = 20

/** Gives those of the entities with these ids or names that exist, whatever their tags. */
export async function findEntities(
  gateway: Gateway,
  kind: Kind,
  handles: readonly string[],
  signal?: AbortSignal,
): Promise<Entity[]> {
  if (handles.length === 0) return []
  if (handles.length > FEW || kind.endpoint.parent !== undefined) {
    const wanted = new Set(handles)
    const all = await readScope(gateway, { kinds: [kind], tags: [] }, signal)
    return all.filter((entity) => handlesOf(kind, entity).some((handle) => wanted.has(handle)))
  }
  const prefix = await baseOf(gateway, kind)
  const found = await Promise.all(handles.map((handle) => findOne(gateway, prefix, kind, handle, signal)))
  return found.filter((entity) => entity !== undefined)
}

/** What an entity can be found by: its id, and each unique field that is no secret. */
function handlesOf(kind: Kind, { id, fields }: Entity): string[] {
  const names = kind.unique.flatMap((group) => (group.length === 1 ? group : []))
  const values = names.filter((name) => !kind.secret.includes(name)).map((name) => fields[name])
  return [id, ...values].filter((value) => typeof value === 'string')
}

async function findOne(
  gateway: Gateway,
  prefix: string,
  kind: Kind,
  handle: string,
  signal?: AbortSignal,
): Promise<Entity | undefined> {
  const { status, body } = await gateway.http.get(`${prefix}${entityPath(kind, handle, {})}`, { accept: [404], signal })
  const entry = body as Value | undefined
  if (status === 404 || !isFields(entry) || typeof entry.id !== 'string') return undefined
  const entity = entityFrom(kind, entry)
  return handlesOf(kind, entity).includes(handle) ? entity : undefined
}

/**
 * Gives the entities of `kind` whose `field` refers to the given entity, read without a filter: from the list under
 * that entity where Kong has one, else from the whole collection.
 */
export async function findDependants(
  gateway: Gateway,
  kind: Kind,
  field: string,
  parentId: string,
  signal?: AbortSignal,
): Promise<Entity[]> {
  const reference = kind.references.find((each) => each.field === field)
  const parent = reference && kindByName.get(reference.kind)
  if (reference === undefined || parent === undefined) return []
  if (!reference.many && !kind.idless && kind.endpoint.list === undefined) {
    const path = `${await baseOf(gateway, kind)}${nestedPath(kind, parent, parentId)}`
    const entries = await readList(gateway.http, path, { signal, optional: true })
    if (entries !== undefined) return entries.map((entry) => entityFrom(kind, entry))
  }
  const all = await readScope(gateway, { kinds: [kind], tags: [] }, signal)
  return all.filter((entity) => refersTo(entity.fields[field], parentId))
}

function refersTo(value: Value | undefined, id: string): boolean {
  return Array.isArray(value) ? value.some((each) => each === id || idOf(each) === id) : idOf(value) === id
}
