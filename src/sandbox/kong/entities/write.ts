import type { Gateway } from '../gateway.ts'
import { invalidOption, schemaViolation, stillReferenced, unexpected, unsupportedWrite } from '../refusal.ts'
import type { Purpose } from '../schema/prepare.ts'
import type { FaultTable, Row } from '../schema/value.ts'
import { type Checked, checkChange, checkWhole } from './check.ts'
import { checkConstraints } from './constraints.ts'
import { HOOKS } from './hooks.ts'
import { normaliseEntity } from './normalise.ts'
import { resolveReferences } from './references.ts'
import { applySnis, checkSnis } from './snis.ts'

const MAX_TTL = 100_000_000

/**
 * Creates an entity from a body; returns what is stored. `named` is the unique value of a path that a PUT came by.
 * Throws a Refusal.
 */
export function insertEntity(gateway: Gateway, collection: string, body: Row, named?: Row): Row {
  return writeWhole(gateway, collection, body, 'insert', named)
}

/** Creates or replaces the entity with the id in the body; `named` as above. Throws a Refusal. */
export function upsertEntity(gateway: Gateway, collection: string, body: Row, named?: Row): Row {
  return writeWhole(gateway, collection, body, 'upsert', named)
}

function writeWhole(gateway: Gateway, collection: string, body: Row, purpose: Purpose, named?: Row): Row {
  const { given, ttl } = prepareBody(gateway, collection, body)
  const entity = accept(checkWhole(gateway, collection, given, purpose))
  const verb = purpose === 'upsert' || named ? 'create or update' : 'create'
  if (gateway.dbless) throw unsupported(verb, collection, named)
  const key = named ?? { id: entity.id ?? null }
  return save(gateway, collection, entity, { given, ttl: ttl ?? null, key, isNew: purpose === 'insert' })
}

/** Changes a stored entity; `key` is what the request named it by. Throws a Refusal. */
export function updateEntity(gateway: Gateway, collection: string, stored: Row, body: Row, key: Row): Row {
  const { given, ttl } = prepareBody(gateway, collection, body, stored)
  const entity = accept(checkChange(gateway, collection, stored, given))
  if (gateway.dbless) throw unsupported('update', collection, key)
  return save(gateway, collection, entity, { given, ttl, key, isNew: false })
}

/**
 * Deletes an entity with what the database deletes along with it; nothing happens when any of it may not go.
 * `named` is what the request named it by.
 */
export function deleteEntity(gateway: Gateway, collection: string, row: Row, named?: Row): void {
  if (gateway.dbless) throw unsupported('remove', collection, named)
  HOOKS[collection]?.guard?.(gateway, row)
  for (const [name, id] of doomed(gateway, collection, String(row.id))) {
    gateway.store.table(name).remove(id)
    gateway.store.expiry.delete(id)
  }
  gateway.store.changed()
}

/** Without a database nothing is written (dbless #59 to #66). */
function unsupported(verb: string, collection: string, named: Row = {}): Error {
  const by = Object.keys(named).find((key) => key !== 'id')
  const how = by === undefined ? '' : ` by '${by}'`
  return unsupportedWrite(`cannot ${verb} '${collection}' entities${how} when not using a database`)
}

function doomed(gateway: Gateway, collection: string, id: string): [string, string][] {
  const gone: [string, string][] = [[collection, id]]
  const { restrictedBy = [] } = gateway.catalogue.collections.get(collection) ?? {}
  for (const name of restrictedBy)
    if (referrers(gateway, name, collection, id).length > 0) throw stillReferenced(collection, name)
  for (const name of gateway.catalogue.collections.keys()) {
    if (restrictedBy.includes(name)) continue
    for (const child of referrers(gateway, name, collection, id)) gone.push(...doomed(gateway, name, child))
  }
  return gone
}

function referrers(gateway: Gateway, name: string, collection: string, id: string): string[] {
  const references = gateway.catalogue.references(name).filter((reference) => reference.to === collection)
  return references.flatMap(({ field }) => gateway.store.table(name).children(field, id))
}

function prepareBody(gateway: Gateway, collection: string, body: Row, stored?: Row) {
  // The gateway alone says when an entity was updated, also for kinds that do not tell (timestamps #8, #18).
  const { updated_at: _ignored, ...kept } = body
  const { ttl, rest } = takeTtl(gateway, collection, kept)
  const resolved = resolveReferences(gateway, collection, rest)
  return { ttl, given: HOOKS[collection]?.before?.(gateway, resolved, stored) ?? resolved }
}

/** `ttl` is an option, not a field: seconds to live (credentials #158, #159); a null breaks the gateway. */
function takeTtl(gateway: Gateway, collection: string, body: Row): { ttl: number | undefined; rest: Row } {
  if (!gateway.catalogue.collections.get(collection)?.ttl || !Object.hasOwn(body, 'ttl'))
    return { ttl: undefined, rest: body }
  const { ttl, ...rest } = body
  if (ttl === null) throw unexpected()
  const fine = typeof ttl === 'number' && Number.isInteger(ttl) && ttl >= 0 && ttl <= MAX_TTL
  if (!fine) throw invalidOption('ttl', `must be an integer between 0 and ${MAX_TTL}`)
  return { ttl, rest }
}

function accept(checked: Checked): Row {
  if ('faults' in checked) throw schemaViolation(checked.faults as FaultTable)
  return checked.entity
}

interface Saving {
  given: Row
  ttl: number | null | undefined
  key: Row
  isNew: boolean
}

function save(gateway: Gateway, name: string, entity: Row, { given, ttl, key, isNew }: Saving): Row {
  const row = normaliseEntity(gateway.catalogue.shape(name, entity), entity)
  const { snis, ...withoutSnis } = row
  const plain = name === 'certificates' ? withoutSnis : row
  const stored = HOOKS[name]?.transform?.(plain, given) ?? plain
  const id = String(stored.id)
  if (name === 'certificates') checkSnis(gateway, snis, id)
  checkConstraints(gateway, name, stored, key, isNew)
  gateway.store.table(name).put(stored)
  setExpiry(gateway, id, ttl)
  if (name === 'certificates') applySnis(gateway, id, snis)
  gateway.store.changed()
  return stored
}

function setExpiry(gateway: Gateway, id: string, ttl: number | null | undefined): void {
  if (ttl === null || ttl === 0) gateway.store.expiry.delete(id)
  else if (ttl !== undefined) gateway.store.expiry.set(id, (gateway.now() + ttl) * 1000)
}
