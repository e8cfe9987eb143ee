import type { Collection } from '../collections.ts'
import { findEntity } from '../entities/find.ts'
import { deleteEntity, insertEntity, updateEntity, upsertEntity } from '../entities/write.ts'
import { missingEntity, Refusal } from '../refusal.ts'
import { isUuid } from '../schema/validators.ts'
import type { Row } from '../schema/value.ts'
import { referenceId } from '../store/table.ts'
import { shown } from './collection-endpoints.ts'
import { type Endpoint, type Exchange, noContent, ok } from './exchange.ts'

/**
 * A certificate goes by its id or by one of its SNIs, and is missed in its own words (certificates-snis #19, #23, #24,
 * #34, #35, #58).
 */
export function certificateEndpoints({ name, path }: Collection): Endpoint[] {
  const one = (x: Exchange): Row => {
    const id = certificateId(x)
    const row = id === undefined ? undefined : x.gateway.store.table(name).get(id)
    if (!row) throw missing(id)
    return row
  }
  return [
    {
      path: `/${path}/{${name}}`,
      collection: name,
      methods: {
        GET: (x) => ok(shown(x, name, one(x))),
        PUT: (x) => {
          const id = certificateId(x)
          const body: Row = id === undefined ? x.body : { ...x.body, id }
          return ok(shown(x, name, (id === undefined ? insertEntity : upsertEntity)(x.gateway, name, body)))
        },
        PATCH: (x) => {
          const row = one(x)
          return ok(shown(x, name, updateEntity(x.gateway, name, row, x.body, { id: row.id ?? null })))
        },
        DELETE: (x) => {
          const id = certificateId(x)
          if (id === undefined) throw missing(id)
          const row = x.gateway.store.table(name).get(id)
          if (row) deleteEntity(x.gateway, name, row)
          return noContent
        },
      },
    },
  ]
}

const missing = (id: string | undefined): Refusal =>
  id === undefined ? new Refusal(404, { message: 'SNI not found' }) : missingEntity({ id })

/** The id that a path names: as it stands, or of the certificate that has this SNI; undefined when no SNI has that name. */
function certificateId(x: Exchange): string | undefined {
  const segment = x.params.certificates ?? ''
  if (isUuid(segment)) return segment.toLowerCase()
  return referenceId(findEntity(x.gateway, 'snis', segment)?.certificate)
}

/** Lets paths below a certificate name it by SNI: puts the id in place of the name. Throws 404. */
export function namedById(endpoint: Endpoint): Endpoint {
  const methods = Object.entries(endpoint.methods).map(([method, handler]): [string, typeof handler] => [
    method,
    (x) => {
      const id = certificateId(x)
      if (id === undefined) throw missing(id)
      return handler({ ...x, params: { ...x.params, certificates: id } })
    },
  ])
  return { ...endpoint, methods: Object.fromEntries(methods) }
}
