import type { Gateway } from '../gateway.ts'
import type { Row } from '../schema/value.ts'
import { SETTINGS, UNSET } from './node-settings.ts'

const HOME = '/usr/local/kong'

/** nginx directives that come from settings, by block: name of the directive, in the setting's own words. */
const DIRECTIVES: Record<string, string[]> = {
  admin: ['client_body_buffer_size', 'client_max_body_size'],
  events: ['multi_accept', 'worker_connections'],
  http: [
    'charset',
    'client_body_buffer_size',
    'client_max_body_size',
    'keepalive_requests',
    'lua_regex_cache_max_entries',
    'lua_regex_match_limit',
    'lua_shared_dict',
    'ssl_prefer_server_ciphers',
    'ssl_protocols',
    'ssl_session_tickets',
    'ssl_session_timeout',
  ],
  location: [],
  main: ['daemon', 'worker_processes', 'worker_rlimit_nofile'],
  proxy: ['real_ip_header', 'real_ip_recursive'],
  sproxy: [],
  status: [],
  stream: [
    'lua_shared_dict',
    'ssl_prefer_server_ciphers',
    'ssl_protocols',
    'ssl_session_tickets',
    'ssl_session_timeout',
  ],
  supstream: [],
  upstream: [],
}

/** Directives that the gateway adds by itself. */
const ADDED: Record<string, string> = {
  http_lua_shared_dict: 'prometheus_metrics 5m',
  stream_lua_shared_dict: 'stream_prometheus_metrics 5m',
}

/** The ports of a node with a database, and of one without. */
const PORTS = {
  database: { admin: 8001, proxy: 8000, status: 8007, database: 5433 },
  dbless: { admin: 8011, proxy: 8010, status: undefined, database: 5432 },
}

const HEADERS = ['Server', 'Via', 'X-Kong-Admin-Latency', 'X-Kong-Proxy-Latency', 'X-Kong-Request-Id']
const MORE_HEADERS = ['X-Kong-Response-Latency', 'X-Kong-Upstream-Latency', 'latency_tokens', 'server_tokens']

/** The `configuration` of GET /: settings, and what the gateway works out from them (node #1, dbless #72). */
export function nodeConfiguration(gateway: Gateway): Row {
  const ports = gateway.dbless ? PORTS.dbless : PORTS.database
  const on = Object.fromEntries([...HEADERS, ...MORE_HEADERS].map((header) => [header, true]))
  fixed ??= fixedSettings()
  return {
    ...fixed,
    ...listening('admin', ` backlog=1024`, '127.0.0.1', ports.admin),
    ...listening('proxy', '', '127.0.0.1', ports.proxy),
    ...listening('status', '', '127.0.0.1', ports.status),
    ...listening('cluster', '', '0.0.0.0', 8005),
    admin_gui_listeners: {},
    stream_listeners: {},
    database: gateway.dbless ? 'off' : 'postgres',
    pg_port: ports.database,
    router_flavor: gateway.expressions ? 'expressions' : 'traditional_compatible',
    ...(gateway.edition === 'enterprise' && { ...enterpriseSettings(gateway), ...gateway.atRest }),
    enabled_headers: { ...on, 'X-Kong-Upstream-Status': false },
    enabled_headers_upstream: { 'X-Kong-Request-Id': true },
    loaded_plugins: Object.fromEntries(gateway.catalogue.plugins.map((name) => [name, true])),
    loaded_vaults: Object.fromEntries(Object.keys(gateway.catalogue.raw.vaults).map((name) => [name, true])),
    lua_package_cpath: `${HOME}/lib/?.so;;`,
    lua_package_path: `${HOME}/?.lua;${HOME}/?/init.lua;./?.lua;./?/init.lua;;`,
  }
}

let fixed: Row | undefined

/** What is alike for all gateways. */
const fixedSettings = (): Row => ({
  ...SETTINGS,
  ...Object.fromEntries(UNSET.map((name) => [name, {}])),
  ...directives(),
  ...certificatePaths('admin_gui_'),
  ...certificatePaths('admin_'),
  ...certificatePaths('status_'),
  ...certificatePaths(''),
})

/** Settings that only Enterprise has (documents: kong.conf). */
const enterpriseSettings = ({ enforceRbac }: Gateway): Row => ({
  enforce_rbac: enforceRbac ? 'on' : 'off',
  rbac_auth_header: 'Kong-Admin-Token',
})

function directives(): Row {
  const blocks: Row = {}
  for (const [block, names] of Object.entries(DIRECTIVES)) {
    const lines = names.map((name) => ({
      name,
      value: SETTINGS[`nginx_${block}_${name}`] ?? ADDED[`${block}_${name}`] ?? null,
    }))
    blocks[`nginx_${block}_directives`] = lines.length > 0 ? lines : {}
  }
  return blocks
}

function certificatePaths(part: string): Row {
  const base = `${HOME}/ssl/${part.replaceAll('_', '-')}kong-default`
  return {
    [`${part}ssl_cert`]: {},
    [`${part}ssl_cert_key`]: '******',
    [`${part}ssl_cert_default`]: `${base}.crt`,
    [`${part}ssl_cert_default_ecdsa`]: `${base}-ecdsa.crt`,
    [`${part}ssl_cert_key_default`]: `${base}.key`,
    [`${part}ssl_cert_key_default_ecdsa`]: `${base}-ecdsa.key`,
  }
}

/** A listen setting and the listeners that it was parsed into; flags carry the pattern that looked for them. */
function listening(name: string, flags: string, ip: string, port: number | undefined): Row {
  if (port === undefined) return { [`${name}_listen`]: ['off'], [`${name}_listeners`]: {} }
  const listener = `${ip}:${port}${flags}`
  const off = ['bind', 'deferred', 'http2', 'ipv6only=off', 'ipv6only=on', 'proxy_protocol', 'reuseport', 'ssl']
  const keepalive = ['so_keepalive=%w*:%w*:%d*', 'so_keepalive=off', 'so_keepalive=on']
  const parsed: Row = Object.fromEntries([...off, ...keepalive].map((flag) => [flag, false]))
  const backlog = flags.trim() || 'backlog=%d+'
  const one: Row = { ...parsed, [backlog]: flags !== '', ip, port, listener }
  return { [`${name}_listen`]: [listener], [`${name}_listeners`]: [one] }
}
