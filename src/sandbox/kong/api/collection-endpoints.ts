import type { Collection } from '../collections.ts'
import { checkKey, findEntity, pathKey } from '../entities/find.ts'
import { present } from '../entities/present.ts'
import { deleteEntity, insertEntity, updateEntity, upsertEntity } from '../entities/write.ts'
import { missingEntity, notFound, Refusal, unexpected } from '../refusal.ts'
import { isUuid } from '../schema/validators.ts'
import type { Row } from '../schema/value.ts'
import { rowsByIds, type Table } from '../store/table.ts'
import { type Answer, created, type Endpoint, type Exchange, noContent, ok } from './exchange.ts'
import { listBody, pageOfIds, readPageRequest } from './paging.ts'

/** The endpoints of a collection at the top level: the list and one entity (services, consumers, http-errors #26 to #30). */
export function collectionEndpoints(collection: Collection): Endpoint[] {
  const { name, path, global = false } = collection
  const hidden = collection.nestedOnly ?? false
  return [
    {
      path: `/${path}`,
      hidden,
      global,
      collection: name,
      methods: {
        GET: (x) => listAll(x, collection),
        POST: (x) => created(shown(x, name, insertEntity(x.gateway, name, x.body))),
      },
    },
    {
      path: `/${path}/{${name}}`,
      hidden,
      global,
      collection: name,
      methods: {
        GET: (x) => ok(shown(x, name, wanted(x, name))),
        PUT: (x) => ok(shown(x, name, putEntity(x, collection, x.params[name] ?? '', x.body))),
        PATCH: (x) => patchTop(x, name),
        DELETE: (x) => deleteTop(x, name),
      },
    },
  ]
}

/** An entity as this exchange shows it. */
export const shown = (x: Exchange, name: string, row: Row): Row => present(x.gateway, name, row)

/** The entity that a path names. Throws 404. */
export function wanted(x: Exchange, name: string, segment = x.params[name] ?? ''): Row {
  const row = findEntity(x.gateway, name, segment)
  if (!row) throw notFound()
  return row
}

function listAll(x: Exchange, { name, path }: Collection): Answer {
  if (name === 'consumers' && x.query.has('custom_id')) return byCustomId(x, x.query.get('custom_id') ?? '')
  const request = readPageRequest(x.query, 'tags' in x.gateway.catalogue.shape(name).fields)
  const table = x.gateway.store.table(name)
  if (x.gateway.dbless && request.tags) refuseUntagged(table)
  const { rows, offset } = pageOfIds(table.ids(), table.get, request, x.gateway.dbless)
  const repeat = ['tags', 'size'].flatMap((option) => {
    const value = x.query.get(option)
    return value === null ? [] : [`${option}=${encodeURIComponent(value)}`]
  })
  return ok(
    listBody(
      rows.map((row) => shown(x, name, row)),
      `/${path}`,
      offset,
      repeat,
    ),
  )
}

/** A page of the entities with these ids; such lists ignore `tags`, and their `next` leaves the size out (routes #51). */
export function listSome(x: Exchange, name: string, ids: readonly string[], path: string): Answer {
  const request = readPageRequest(x.query, false)
  const { rows, offset } = pageOfIds(ids, x.gateway.store.table(name).get, request, x.gateway.dbless)
  return ok(
    listBody(
      rows.map((row) => shown(x, name, row)),
      path,
      offset,
    ),
  )
}

/** Without a database the tags filter breaks on the first entity whose tags are null (dbless #15). */
function refuseUntagged(table: Table): void {
  if (table.ids().some((id) => (table.get(id)?.tags ?? null) === null)) throw unexpected()
}

/** Consumers can be asked for by their custom_id, and by nothing else (consumers #15 to #18). */
function byCustomId(x: Exchange, customId: string): Answer {
  if (customId === '') throw new Refusal(400, { message: 'custom_id must be an unempty string' })
  const table = x.gateway.store.table('consumers')
  const id = table.holder('custom_id', customId)
  return ok(listBody(rowsByIds(table, id === undefined ? [] : [id]), '/consumers', undefined))
}

/**
 * Creates or replaces what a path names. By id the id in the body is ignored; by the endpoint key the key in the body
 * is, and the id in the body counts only when this creates (services #32 to #40).
 */
export function putEntity(x: Exchange, collection: Collection, segment: string, body: Row): Row {
  const { name } = collection
  if (isUuid(segment)) return upsertEntity(x.gateway, name, { ...body, id: segment.toLowerCase() })
  const key = checkKey(x.gateway, name, segment)
  if (collection.brokenUpsertByKey) throw unexpected()
  const holder = x.gateway.store.table(name).holder(key, segment)
  const named: Row = { ...body, [key]: segment }
  if (holder === undefined) return insertEntity(x.gateway, name, named, { [key]: segment })
  return upsertEntity(x.gateway, name, { ...named, id: holder }, { [key]: segment })
}

function patchTop(x: Exchange, name: string): Answer {
  const segment = x.params[name] ?? ''
  const key = pathKey(x.gateway, name, segment)
  const stored = findEntity(x.gateway, name, segment)
  if (!stored) throw missingEntity(key)
  return ok(shown(x, name, updateEntity(x.gateway, name, stored, x.body, key)))
}

function deleteTop(x: Exchange, name: string): Answer {
  const row = findEntity(x.gateway, name, x.params[name] ?? '')
  if (row) deleteEntity(x.gateway, name, row, pathKey(x.gateway, name, x.params[name] ?? ''))
  return noContent
}
