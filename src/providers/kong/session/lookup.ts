import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import type { Handle } from '../../../model/provider.ts'
import { isFields } from '../../../model/secret.ts'
import type { Value } from '../../../model/value.ts'
import { idOf } from '../shape/handle.ts'
import { kindByName } from '../shape/sections.ts'
import { deniedFor } from './denied.ts'
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
  handles: readonly Handle[],
  signal?: AbortSignal,
): Promise<Entity[]> {
  if (handles.length === 0) return []
  if (handles.length > FEW || kind.endpoint.parent !== undefined) {
    const wanted = new Set(handles.map(slotOf))
    const all = await readScope(gateway, { kinds: [kind], tags: [] }, signal)
    return all.filter((entity) => slotsOf(kind, entity).some((slot) => wanted.has(slot)))
  }
  const prefix = await baseOf(gateway, kind)
  const asked = handles.map((handle) => findOne({ gateway, prefix, kind, signal }, handle))
  const found = new Map(
    (await Promise.all(asked).catch(deniedFor(kind))).flatMap((entity) => (entity ? [[entity.id, entity]] : [])),
  )
  return [...found.values()]
}

const slotOf = (handle: Handle): string => (typeof handle === 'string' ? handle : `${handle.field} ${handle.value}`)

/** What an entity can be found by: its id, and each unique field that is no secret. */
function slotsOf(kind: Kind, { id, fields }: Entity): string[] {
  const names = kind.unique.flatMap((group) => (group.length === 1 ? group : []))
  const slots = names.flatMap((field) => {
    const value = fields[field]
    return typeof value === 'string' && !kind.secret.includes(field) ? [slotOf({ field, value })] : []
  })
  return id === undefined ? slots : [id, ...slots]
}

interface Asking {
  gateway: Gateway
  prefix: string
  kind: Kind
  signal: AbortSignal | undefined
}

async function findOne(asking: Asking, handle: Handle): Promise<Entity | undefined> {
  const { kind } = asking
  const isFilter = typeof handle !== 'string' && kind.endpoint.filters?.includes(handle.field)
  const entry = isFilter ? await askList(asking, handle) : await askPath(asking, handle)
  if (!isFields(entry) || typeof entry.id !== 'string') return undefined
  const entity = entityFrom(kind, entry)
  return slotsOf(kind, entity).includes(slotOf(handle)) ? entity : undefined
}

async function askPath({ gateway, prefix, kind, signal }: Asking, handle: Handle): Promise<Value | undefined> {
  const path = `${prefix}${entityPath(kind, typeof handle === 'string' ? handle : handle.value, {})}`
  const { status, body } = await gateway.http.get(path, { accept: [404], signal })
  return status === 404 ? undefined : (body as Value | undefined)
}

async function askList(
  { gateway, prefix, kind, signal }: Asking,
  { field, value }: Exclude<Handle, string>,
): Promise<Value | undefined> {
  const [entry] =
    (await readList(gateway.http, `${prefix}/${kind.endpoint.path}`, { where: { [field]: value }, signal })) ?? []
  return entry
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
    const entries = await readList(gateway.http, path, { signal, optional: true }).catch(deniedFor(kind))
    if (entries !== undefined) return entries.map((entry) => entityFrom(kind, entry))
  }
  const all = await readScope(gateway, { kinds: [kind], tags: [] }, signal)
  return all.filter((entity) => refersTo(entity.fields[field], parentId))
}

function refersTo(value: Value | undefined, id: string): boolean {
  return Array.isArray(value) ? value.some((each) => each === id || idOf(each) === id) : idOf(value) === id
}
