import { Refusal } from '../refusal.ts'
import { type Answer, type Endpoint, type Exchange, noContent, ok } from './exchange.ts'
import { metricsText, rootBody, statusBody } from './node-bodies.ts'

const only = (condition: string) => (): never => {
  throw new Refusal(400, { message: `this endpoint is only available when ${condition}` })
}
const missing = (): never => {
  throw new Refusal(404, { message: 'Not found' })
}
const wasm = only('wasm is enabled')
const controlPlane = only('Kong is configured to run as Control Plane for the cluster')

/** Endpoints of parts of the gateway that an open-source node has switched off or has nothing to tell of (node #6 to #36). */
const IDLE: [path: string, methods: string, handler: () => Answer][] = [
  ['/clustering/data-planes', 'GET', controlPlane],
  ['/clustering/status', 'GET', controlPlane],
  ['/filter-chains', 'GET POST', wasm],
  ['/filter-chains/{filter_chains}', 'GET PUT PATCH DELETE', wasm],
  ['/filter-chains/{filter_chains}/route', 'GET PUT PATCH DELETE', wasm],
  ['/filter-chains/{filter_chains}/service', 'GET PUT PATCH DELETE', wasm],
  ['/routes/{routes}/filter-chains', 'GET POST', wasm],
  ['/routes/{routes}/filter-chains/{filter_chains}', 'GET PUT PATCH DELETE', wasm],
  ['/routes/{routes}/filters/all', 'GET', wasm],
  ['/routes/{routes}/filters/disabled', 'GET', wasm],
  ['/routes/{routes}/filters/enabled', 'GET', wasm],
  ['/services/{services}/filter-chains', 'GET POST', wasm],
  ['/services/{services}/filter-chains/{filter_chains}', 'GET PUT PATCH DELETE', wasm],
  ['/cache', 'DELETE', () => noContent],
  ['/cache/{key}', 'GET DELETE', missing],
  ['/acme', 'POST PATCH', missing],
  ['/acme/certificates', 'GET', () => ok({ data: [], next: null })],
  ['/acme/certificates/{certificates}', 'GET', missing],
  ['/proxy-cache', 'DELETE', () => noContent],
  ['/proxy-cache/{cache_key}', 'GET DELETE', missing],
  ['/proxy-cache/{plugin_id}/caches/{cache_key}', 'GET DELETE', missing],
  ['/debug/node/log-level', 'GET', () => ok({ message: 'log level: notice' })],
  ['/debug/node/log-level/{log_level}', 'PUT', () => ok({ message: 'log level changed' })],
  ['/debug/cluster/log-level/{log_level}', 'PUT', () => ok({ message: 'log level changed' })],
  ['/timers', 'GET', () => ok({ worker: { id: 0, count: 1 }, stats: {} })],
]

/** The endpoints of the node itself (node, plugins #71). */
export function nodeEndpoints(others: Endpoint[]): Endpoint[] {
  const idle = IDLE.map(([path, methods, handler]) => ({
    path,
    methods: Object.fromEntries(methods.split(' ').map((method) => [method, handler])),
  }))
  const dns = () => {
    throw new Refusal(501, { message: 'not implemented with the legacy DNS client' })
  }
  const own: Endpoint[] = [
    { path: '/', methods: { GET: (x) => ok(rootBody(x.gateway)) } },
    { path: '/status', methods: { GET: (x) => ok(statusBody(x.gateway)) } },
    { path: '/status/dns', methods: { GET: dns } },
    { path: '/metrics', methods: { GET: metrics } },
    { path: '/plugins/enabled', methods: { GET: (x) => ok({ enabled_plugins: x.gateway.catalogue.plugins }) } },
  ]
  const all = [...others, ...idle, ...own]
  const paths = [...new Set([...all.map((endpoint) => endpoint.path), '/endpoints', '/snis/{snis}/certificate'])].sort()
  return [...idle, ...own, { path: '/endpoints', methods: { GET: () => ok({ data: paths }) } }]
}

function metrics(x: Exchange): Answer {
  return { status: 200, body: metricsText(x.gateway), type: 'text/plain; charset=UTF-8' }
}
