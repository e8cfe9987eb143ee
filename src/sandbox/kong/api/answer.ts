import { findEntity } from '../entities/find.ts'
import { expire } from '../entities/present.ts'
import type { Gateway } from '../gateway.ts'
import { authorise, identify } from '../rbac/guard.ts'
import { notFound, Refusal } from '../refusal.ts'
import type { Row } from '../schema/value.ts'
import { htmlPage, isForm, mediaTypeOf, readBody } from './body.ts'
import type { Answer, Endpoint, Exchange } from './exchange.ts'
import { inferBody, inferTtl } from './infer.ts'
import { locate, type Place } from './place.ts'
import type { Router } from './router.ts'

/** A request as it came over the wire. */
export interface WireRequest {
  method: string
  /** Path and query, still encoded. */
  url: string
  contentType: string
  /** The header Kong-Admin-Token; empty when it is not there. */
  token: string
  text: string
}

const TAKES_BODY = new Set(['POST', 'PUT', 'PATCH'])

/** Answers one request; never throws for what a client can send. */
export function answerRequest(gateway: Gateway, router: Router, request: WireRequest): Answer {
  try {
    return route(gateway, router, request)
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body, wait: error.wait }
    return { status: 500, body: { message: 'An unexpected error occurred' } }
  }
}

function route(gateway: Gateway, router: Router, request: WireRequest): Answer {
  if (request.method === 'TRACE') return htmlPage(405, 'Not Allowed')
  const [rawPath = '', rawQuery = ''] = request.url.split(/\?(.*)/s)
  const caller = gateway.enforceRbac ? identify(gateway, request.token) : undefined
  const segments = splitPath(gateway.edition === 'enterprise' ? plainPath(rawPath) : rawPath)
  if (!segments) throw notFound()
  const place = locate(gateway, router, segments)
  if (caller) authorise(caller, place, request.method)
  if (request.method === 'OPTIONS') return options(place.endpoint)
  const handler = place.endpoint.methods[request.method === 'HEAD' ? 'GET' : request.method]
  if (!handler) return { status: 405, body: { message: 'Method not allowed' } }
  const exchange = readExchange(place, request, new URLSearchParams(rawQuery))
  return 'answer' in exchange ? exchange.answer : handler(exchange)
}

/** Decoded parts of a path; undefined when a part is empty (http-errors #20). A slash at the end does not count (#19). */
function splitPath(path: string): string[] | undefined {
  const parts = path.replace(/\/+$/, '').split('/').slice(1)
  return parts.includes('') ? undefined : parts.map(decode)
}

/** decK puts an endpoint with its slash behind a slash to name a permission, which Enterprise takes (go-kong). */
const plainPath = (path: string): string => path.replace(/(\/endpoints\/[^/]+)\/\//, '$1/')

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** What a path can do, in the words of CORS (http-errors #27, #28). */
function options(endpoint: Endpoint): Answer {
  const methods = new Set([...Object.keys(endpoint.methods), 'OPTIONS'])
  if (methods.has('GET')) methods.add('HEAD')
  const allow = [...methods].sort().join(', ')
  const headers = {
    Allow: allow,
    'Access-Control-Allow-Methods': allow,
    'Access-Control-Allow-Headers': 'Content-Type',
  }
  return { status: 204, headers }
}

function readExchange(
  { gateway, endpoint, params }: Place,
  request: WireRequest,
  query: URLSearchParams,
): Exchange | { answer: Answer } {
  if (gateway.store.expiry.size > 0) expire(gateway)
  const { method, text, contentType } = request
  const mediaType = mediaTypeOf(contentType)
  const exchange = { gateway, method, params, query, text, mediaType, body: {} }
  const takesBody = TAKES_BODY.has(method) || (method === 'DELETE' && endpoint.deletesByBody)
  if (!takesBody || endpoint.readsBody) return exchange
  const read = readBody(text, contentType)
  if ('answer' in read) return read
  const { collection } = endpoint
  if (!collection || !isForm(mediaType)) return { ...exchange, body: read.body }
  return { ...exchange, body: inferred(exchange, collection, read.body) }
}

/** A PATCH need not say which subschema its fields are of: the stored entity does. */
function inferred({ gateway, method, params }: Exchange, collection: string, body: Row): Row {
  const { endpointKey, ttl } = gateway.catalogue.collections.get(collection) ?? {}
  const known =
    method === 'PATCH' && endpointKey ? findEntity(gateway, collection, params[collection] ?? '') : undefined
  const typed = inferBody(gateway.catalogue.shape(collection, { ...known, ...body }), body)
  return ttl ? inferTtl(typed) : typed
}
