import { deleteEntity, updateEntity } from '../entities/write.ts'
import { notFound } from '../refusal.ts'
import { isUuid } from '../schema/validators.ts'
import type { Row } from '../schema/value.ts'
import { referenceId, rowsByIds } from '../store/table.ts'
import { shown, wanted } from './collection-endpoints.ts'
import { type Answer, type Endpoint, type Exchange, noContent, ok } from './exchange.ts'
import { listBody, readPageRequest } from './paging.ts'

const BASE = '/upstreams/{upstreams}/targets'

/** Targets exist below their upstream only; they list newest first with a count as page token (upstreams-targets #49 to #79). */
export function targetEndpoints(): Endpoint[] {
  const change = (x: Exchange): Answer => changeTarget(x)
  const health = (x: Exchange): Answer => {
    wantedTarget(x)
    return noContent
  }
  const marks = ['healthy', 'unhealthy'].flatMap((mark) => [
    { path: `${BASE}/{targets}/${mark}`, methods: { POST: health, PUT: health } },
    { path: `${BASE}/{targets}/{address}/${mark}`, methods: { POST: health, PUT: health } },
  ])
  return [
    { path: BASE, collection: 'targets', methods: { GET: listTargets } },
    {
      path: `${BASE}/{targets}`,
      collection: 'targets',
      methods: {
        GET: (x) => ok(shown(x, 'targets', wantedTarget(x))),
        PUT: change,
        PATCH: change,
        DELETE: (x) => {
          deleteEntity(x.gateway, 'targets', wantedTarget(x))
          return noContent
        },
      },
    },
    { path: `${BASE}/all`, methods: { GET: (x) => ok({ data: targetsOf(x, byId), next: null }) } },
    ...marks,
    {
      path: '/upstreams/{upstreams}/health',
      methods: { GET: (x) => ok({ data: targetsOf(x, newestFirst), next: null, node_id: x.gateway.nodeId }) },
    },
  ]
}

type Order = (a: Row, b: Row) => number
const byId: Order = (a, b) => (String(a.id) < String(b.id) ? -1 : 1)
const newestFirst: Order = (a, b) => Number(b.created_at) - Number(a.created_at) || byId(a, b)

function targetsOf(x: Exchange, order: Order): Row[] {
  const upstream = wanted(x, 'upstreams')
  const table = x.gateway.store.table('targets')
  const rows = rowsByIds(table, table.children('upstream', String(upstream.id)))
  return rows.sort(order).map((row) => shown(x, 'targets', row))
}

function listTargets(x: Exchange): Answer {
  const { size, offset } = readPageRequest(x.query, false)
  const start = offset === undefined ? 0 : Number(offset) || 0
  const all = targetsOf(x, newestFirst)
  const next = start + size < all.length ? String(start + size) : undefined
  return ok(listBody(all.slice(start, start + size), `/upstreams/${x.params.upstreams}/targets`, next))
}

/** A target by its id or by its written form, of this upstream. Throws 404. */
function wantedTarget(x: Exchange): Row {
  const upstream = wanted(x, 'upstreams')
  const table = x.gateway.store.table('targets')
  const segment = x.params.targets ?? ''
  const id = isUuid(segment)
    ? segment.toLowerCase()
    : table.compositeHolder({ upstream: { id: upstream.id ?? null }, target: segment })
  const row = id === undefined ? undefined : table.get(id)
  if (!row || referenceId(row.upstream) !== upstream.id) throw notFound()
  return row
}

/** PUT and PATCH both change an existing target; the answer shows the target as it was sent (upstreams-targets #63, timestamps #15). */
function changeTarget(x: Exchange): Answer {
  const stored = wantedTarget(x)
  const body: Row = { ...x.body, upstream: stored.upstream ?? null }
  const row = updateEntity(x.gateway, 'targets', stored, body, { id: stored.id ?? null })
  return ok({ ...shown(x, 'targets', row), target: x.body.target ?? row.target ?? null })
}
