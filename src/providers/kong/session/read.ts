import { Failure } from '../../../http/failure.ts'
import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import type { Scope } from '../../../model/provider.ts'
import type { Fields } from '../../../model/value.ts'
import { switchIn } from '../keyring-answers.ts'
import { idOf } from '../shape/handle.ts'
import { kindByName } from '../shape/sections.ts'
import { readApart } from './apart.ts'
import { type Denied, deniedFailure, noteDenied } from './denied.ts'
import { inside } from './describe.ts'
import { entityFrom } from './entity-from.ts'
import type { Gateway } from './gateway.ts'
import { readBelow, readKindList } from './kind-list.ts'
import { linkedEntities, linkOf } from './links.ts'
import { type ListOptions, readList } from './pages.ts'
import { baseOf } from './paths.ts'
import { kindsWithin } from './supports.ts'

const NONE: readonly Entity[] = []

interface Reading {
  gateway: Gateway
  tags: readonly string[]
  signal: AbortSignal
  /** Lists read without a filter, by kind, so that none is read twice. */
  whole: Map<string, Promise<Entity[]>>
  denied: Denied
  tell: Listener
}

/** Hears what comes in. */
interface Listener {
  /** A page, or a short list, as soon as it is there: a look at it is cheap then. */
  onPage?(entities: readonly Entity[]): void
  /** A list, once it is whole. */
  onList?(entities: readonly Entity[]): void
}

/**
 * Reads all entities in scope, all kinds at once, within the connection's bound. After the first failure nothing more
 * is asked for, but where the token lacks the right to some lists: these are all told in one Failure. `tell` hears of what is there while the rest is on its way.
 */
export async function readScope(
  gateway: Gateway,
  scope: Scope,
  signal: AbortSignal | undefined,
  tell: Listener = {},
): Promise<Entity[]> {
  const failed = new AbortController()
  const either = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal])
  const denied: Denied = new Map()
  const reading: Reading = { gateway, tags: scope.tags, signal: either, whole: new Map(), denied, tell }
  try {
    const kinds = await kindsWithin(gateway, scope.kinds)
    // Joined as wholes: flat() looks at each of the entities.
    const read = NONE.concat(...(await Promise.all(kinds.map((kind) => readKind(kind, reading)))))
    refuseDenied(denied, kinds)
    return reading.tags.length === 0 ? read : selected(read, kinds)
  } catch (error) {
    failed.abort()
    throw await explained(error, gateway)
  }
}

/** All that may not be read is told at once; where nothing may, the gateway's own word says it best. */
function refuseDenied(denied: Denied, kinds: readonly Kind[]): void {
  const failure = deniedFailure(denied, kinds)
  if (failure === undefined) return
  const { unreadable = [], blind } = failure.facts
  if (blind) throw failure
  const hint = `this token may not read ${unreadable.join(', ')}; --exclude leaves them out`
  throw new Failure({ ...failure.facts, hint })
}

/** What a gateway with a keyring breaks on is most often an entity whose key it does not have (Kong Enterprise, documents). */
async function explained(error: unknown, { root }: Gateway): Promise<unknown> {
  if (!(error instanceof Failure) || error.status !== 500) return error
  if (switchIn(inside(await root(), 'configuration'), 'keyring_enabled') !== true) return error
  return new Failure({ ...error.facts, hint: 'is the key of something missing? keelson keyring status' })
}

function readKind(kind: Kind, reading: Reading): Promise<Entity[]> {
  const parent = readBelow(kind)
  if (parent !== undefined) return readNested(kind, parent, reading)
  return reading.tags.length === 0 || !kind.taggable
    ? readWhole(kind, reading)
    : readCollection(kind, reading, reading.tags)
}

function readWhole(kind: Kind, reading: Reading): Promise<Entity[]> {
  const known = reading.whole.get(kind.name) ?? readCollection(kind, reading, [])
  reading.whole.set(kind.name, known)
  return known
}

async function readCollection(kind: Kind, reading: Reading, tags: readonly string[]): Promise<Entity[]> {
  const { gateway, signal } = reading
  const pages: Entity[][] = []
  const count = counter(kind, gateway)
  const onPage = (entries: readonly Fields[]): void => {
    const page = entries.map((entry) => entityFrom(kind, entry))
    pages.push(page)
    reading.tell.onPage?.(page)
    count(entries)
  }
  const list = readKindList(gateway, kind, { tags, signal, onPage })
  const isThere = await list.catch((error: unknown) => noteDenied(error, kind, reading.denied))
  const entities = isThere ? NONE.concat(...pages) : []
  gateway.emit({ type: 'reading', kind: kind.name, count: entities.length, done: true })
  reading.tell.onList?.(entities)
  await readApart(gateway, kind, entities, signal)
  return entities
}

function counter(kind: Kind, gateway: Gateway): (entries: readonly Fields[]) => void {
  let total = 0
  return ({ length }) => {
    total += length
    gateway.emit({ type: 'reading', kind: kind.name, count: total, done: false })
  }
}

/** Kinds without a list of their own are read parent by parent; such lists ignore `tags` (Kong 3.9, recorded). */
async function readNested(kind: Kind, parentName: string, reading: Reading): Promise<Entity[]> {
  const { gateway, signal } = reading
  const parent = kindByName.get(parentName)
  if (parent === undefined) return []
  const onPage = counter(kind, gateway)
  const [prefix, parents] = [await baseOf(gateway, kind), await readWhole(parent, reading)]
  const options = { signal, onPage, optional: true, turn: 'last' } as const
  const lists = await Promise.all(
    parents.map(async ({ id = '' }) => {
      const path = `${prefix}/${parent.endpoint.path}/${encodeURIComponent(id)}/${kind.endpoint.path}`
      const asked = readChildren(kind, id, gateway, path, options)
      const list = await asked.catch((error: unknown) => noteDenied(error, kind, reading.denied) ?? [])
      reading.tell.onPage?.(list)
      reading.tell.onList?.(list)
      return list
    }),
  )
  const entities = lists.flat()
  gateway.emit({ type: 'reading', kind: kind.name, count: entities.length, done: true })
  return kind.taggable ? entities.filter((entity) => hasTags(entity, reading.tags)) : entities
}

async function readChildren(
  kind: Kind,
  parentId: string,
  { http }: Gateway,
  path: string,
  options: ListOptions,
): Promise<Entity[]> {
  if (!kind.idless) return ((await readList(http, path, options)) ?? []).map((entry) => entityFrom(kind, entry))
  const entries = await readList(http, path, { ...options, list: linkOf(kind).list, idless: true })
  return linkedEntities(kind, parentId, entries ?? [])
}

/** What has no tags of its own is selected with all that it belongs to. */
function selected(entities: readonly Entity[], kinds: readonly Kind[]): Entity[] {
  const ids = new Map<string, Set<string | undefined>>()
  for (const { kind, id } of entities) ids.set(kind, (ids.get(kind) ?? new Set()).add(id))
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  return entities.filter((entity) => {
    const kind = rows.get(entity.kind)
    if (kind === undefined || kind.taggable) return true
    const owners = kind.references.filter(({ onDelete, kind: above }) => onDelete === 'cascade' && rows.has(above))
    return owners.every(({ field, kind: above }) => ids.get(above)?.has(idOf(entity.fields[field])))
  })
}

function hasTags(entity: Entity, tags: readonly string[]): boolean {
  const own = entity.fields.tags
  return tags.every((tag) => Array.isArray(own) && own.includes(tag))
}
