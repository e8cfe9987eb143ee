import type { Gateway } from '../gateway.ts'
import type { Row } from '../schema/value.ts'
import { storedRows } from '../store/table.ts'
import { nodeConfiguration } from './node-configuration.ts'

/** Priorities in which the gateway runs its plugins (node #1); one that is not named here is a custom plugin. */
const PRIORITIES: Record<string, number> = {
  acl: 950,
  acme: 1705,
  'ai-prompt-decorator': 772,
  'ai-prompt-guard': 771,
  'ai-prompt-template': 773,
  'ai-proxy': 770,
  'ai-request-transformer': 777,
  'ai-response-transformer': 768,
  'aws-lambda': 750,
  'azure-functions': 749,
  'basic-auth': 1100,
  'bot-detection': 2500,
  'correlation-id': 100001,
  cors: 2000,
  datadog: 10,
  'file-log': 9,
  'grpc-gateway': 998,
  'grpc-web': 3,
  'hmac-auth': 1030,
  'http-log': 12,
  'ip-restriction': 990,
  jwt: 1450,
  'key-auth': 1250,
  'ldap-auth': 1200,
  loggly: 6,
  oauth2: 1400,
  opentelemetry: 14,
  'post-function': -1000,
  'pre-function': 1000000,
  prometheus: 13,
  'proxy-cache': 100,
  'rate-limiting': 910,
  redirect: 779,
  'request-size-limiting': 951,
  'request-termination': 2,
  'request-transformer': 801,
  'response-ratelimiting': 900,
  'response-transformer': 800,
  session: 1900,
  'standard-webhooks': 760,
  statsd: 11,
  syslog: 4,
  'tcp-log': 7,
  'udp-log': 8,
  zipkin: 100000,
}

/** Shared memory of a node: name and size in MiB (node #2). */
const MEMORY: Record<string, number> = {
  kong: 5,
  kong_cluster_events: 5,
  kong_core_db_cache: 128,
  kong_core_db_cache_miss: 12,
  kong_db_cache: 128,
  kong_db_cache_miss: 12,
  kong_healthchecks: 5,
  kong_locks: 8,
  kong_rate_limiting_counters: 12,
  kong_secrets: 5,
  prometheus_metrics: 5,
}

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(2)} MiB`

/** GET /: what the node is and how it is configured (node #1). */
export function rootBody(gateway: Gateway): Row {
  const { plugins } = gateway.catalogue
  const version = gateway.version
  const used = new Set(storedRows(gateway.store.table('plugins')).map((plugin) => String(plugin.name)))
  return {
    tagline: 'Welcome to kong',
    version,
    edition: gateway.edition,
    lua_version: 'LuaJIT 2.1.1700206165',
    hostname: gateway.hostname,
    node_id: gateway.nodeId,
    pids: { master: process.pid, workers: [process.pid] },
    timers: { pending: 0, running: 0 },
    plugins: {
      available_on_server: Object.fromEntries(
        plugins.map((name) => [name, { priority: PRIORITIES[name] ?? 0, version }]),
      ),
      enabled_in_cluster: [...used].sort(),
    },
    configuration: nodeConfiguration(gateway),
  }
}

/** GET /status: the node's health (node #2, dbless #3). */
export function statusBody(gateway: Gateway): Row {
  const dicts = Object.entries(MEMORY).map(([name, size]) => [
    name,
    { allocated_slabs: mebibytes(0), capacity: mebibytes(size * 1024 * 1024) },
  ])
  const connections = ['accepted', 'active', 'handled', 'reading', 'waiting', 'writing']
  const server: Row = { total_requests: 0 }
  for (const state of connections) server[`connections_${state}`] = 0
  const used = mebibytes(process.memoryUsage().heapUsed)
  return {
    ...(gateway.dbless ? { configuration_hash: gateway.configHash } : { database: { reachable: true } }),
    memory: {
      lua_shared_dicts: Object.fromEntries(dicts),
      workers_lua_vms: [{ http_allocated_gc: used, pid: process.pid }],
    },
    server,
  }
}

/** GET /metrics in Prometheus' text format (node #36). */
export function metricsText(gateway: Gateway): string {
  const lines = [
    '# HELP kong_datastore_reachable Datastore reachable from Kong, 0 is unreachable',
    '# TYPE kong_datastore_reachable gauge',
    'kong_datastore_reachable 1',
    '# HELP kong_node_info Kong Node metadata information',
    '# TYPE kong_node_info gauge',
    `kong_node_info{node_id="${gateway.nodeId}",version="${gateway.version}"} 1`,
  ]
  return `${lines.join('\n')}\n`
}
