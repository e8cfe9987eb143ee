import { makeCertificate } from './certificate.js'
import { randomSource } from './random.js'

const TEAMS = ['billing', 'checkout', 'identity', 'logistics', 'search', 'support', 'web', 'mobile']
const STAGES = ['prod', 'staging', 'canary']
const TIME = 1_700_000_000

/** Shares of a configuration, in thousandths. `plain` is services, routes, consumers and keys only. */
const MIXES = {
  plain: { services: 143, routes: 571, consumers: 143, 'key-auths': 143 },
  full: {
    services: 120,
    routes: 400,
    consumers: 140,
    plugins: 110,
    'key-auths': 70,
    'basic-auths': 25,
    'hmac-auths': 10,
    jwts: 20,
    oauth2: 5,
    acls: 60,
    upstreams: 4,
    targets: 20,
    certificates: 4,
    snis: 8,
    ca_certificates: 0,
    vaults: 0,
    'key-sets': 1,
    keys: 3,
  },
}

/** The collections that a gateway lists at the top level; targets are listed under their upstream. */
export const COLLECTIONS = [...Object.keys(MIXES.full).filter((name) => name !== 'targets')]

/**
 * Makes the configuration of a gateway as its Admin API would list it, by collection, each sorted by id.
 * @param {{size: number, seed: number, mix: 'plain' | 'full'}} options `size` is the number of entities
 * @returns {Map<string, object[]>}
 */
export function makeEntities({ size, seed, mix }) {
  const random = randomSource(seed)
  const made = new Map()
  for (const [name, share] of Object.entries(MIXES[mix])) {
    const count = Math.round((size * share) / 1000)
    const make = MAKERS[name]
    made.set(
      name,
      Array.from({ length: count }, (_, index) => make(random, index, made)),
    )
  }
  for (const list of made.values()) list.sort((left, right) => (left.id < right.id ? -1 : 1))
  return made
}

const tags = (random) => [`team:${random.pick(TEAMS)}`, random.pick(STAGES)]
const stamps = () => ({ created_at: TIME, updated_at: TIME })
const parent = (random, list) => ({ id: list[random.below(list.length)].id })
const owned = (random, made) => ({
  id: random.uuid(),
  consumer: parent(random, made.get('consumers')),
  tags: random.chance(0.5) ? tags(random) : null,
  created_at: TIME,
})

const MAKERS = {
  services: (random, index) => ({
    id: random.uuid(),
    name: `${random.pick(TEAMS)}-service-${index}`,
    host: `backend-${index}.${random.pick(TEAMS)}.internal`,
    port: 8080,
    protocol: 'http',
    path: random.chance(0.3) ? `/api/v${1 + random.below(3)}` : null,
    retries: 5,
    connect_timeout: 60000,
    read_timeout: random.chance(0.2) ? 30000 : 60000,
    write_timeout: 60000,
    tags: tags(random),
    enabled: true,
    ca_certificates: null,
    client_certificate: null,
    tls_verify: null,
    tls_verify_depth: null,
    ...stamps(),
  }),
  routes: (random, index, made) => ({
    id: random.uuid(),
    name: `route-${index}`,
    service: parent(random, made.get('services')),
    hosts: random.chance(0.5) ? [`${random.pick(TEAMS)}-${index}.example.com`] : null,
    paths: [`/${random.pick(TEAMS)}/${index}`, ...(random.chance(0.2) ? [`~/${index}/\\d+$`] : [])],
    methods: random.chance(0.4) ? ['GET', 'POST'] : null,
    headers: random.chance(0.05) ? { 'x-tenant': [`tenant-${index}`] } : null,
    protocols: ['http', 'https'],
    strip_path: random.chance(0.8),
    preserve_host: false,
    path_handling: 'v0',
    regex_priority: 0,
    https_redirect_status_code: 426,
    request_buffering: true,
    response_buffering: true,
    snis: null,
    sources: null,
    destinations: null,
    tags: tags(random),
    ...stamps(),
  }),
  consumers: (random, index) => ({
    id: random.uuid(),
    username: `consumer-${index}`,
    custom_id: random.chance(0.5) ? `customer-${index}` : null,
    tags: random.chance(0.7) ? tags(random) : null,
    ...stamps(),
  }),
  plugins: makePlugin,
  'key-auths': (random, _, made) => ({ ...owned(random, made), key: random.hex(32), ttl: null }),
  'basic-auths': (random, index, made) => ({
    ...owned(random, made),
    username: `basic-${index}`,
    password: random.hex(40),
  }),
  'hmac-auths': (random, index, made) => ({
    ...owned(random, made),
    username: `hmac-${index}`,
    secret: random.hex(32),
  }),
  jwts: (random, index, made) => ({
    ...owned(random, made),
    key: `issuer-${index}`,
    secret: random.hex(32),
    algorithm: 'HS256',
    rsa_public_key: null,
  }),
  oauth2: (random, index, made) => ({
    ...owned(random, made),
    name: `app-${index}`,
    client_id: random.hex(32),
    client_secret: random.hex(32),
    client_type: 'confidential',
    hash_secret: false,
    redirect_uris: [`https://app-${index}.example.com/callback`],
  }),
  acls: (random, index, made) => ({ ...owned(random, made), group: `group-${index}` }),
  upstreams: (random, index) => makeUpstream(random, `backend-${index}.upstream`),
  targets: (random, index, made) => ({
    id: random.uuid(),
    upstream: parent(random, made.get('upstreams')),
    target: `10.${random.below(250)}.${index >> 8}.${index & 255}:8080`,
    weight: random.pick([10, 50, 100]),
    tags: null,
    created_at: TIME + 0.25,
    updated_at: TIME + 0.25,
  }),
  certificates: (random, index) => ({
    id: random.uuid(),
    ...makeCertificate(random, `site-${index}.example.com`),
    cert_alt: null,
    key_alt: null,
    tags: tags(random),
    snis: [],
    ...stamps(),
  }),
  snis: (random, index, made) => ({
    id: random.uuid(),
    name: `site-${index}.example.com`,
    certificate: parent(random, made.get('certificates')),
    tags: null,
    ...stamps(),
  }),
  'key-sets': (random, index) => ({ id: random.uuid(), name: `set-${index}`, tags: null, ...stamps() }),
  keys: (random, index, made) => ({
    id: random.uuid(),
    name: `key-${index}`,
    kid: `kid-${index}`,
    set: parent(random, made.get('key-sets')),
    jwk: JSON.stringify({ kty: 'oct', kid: `kid-${index}`, k: random.hex(43) }),
    pem: null,
    tags: null,
    ...stamps(),
  }),
}

/** The first is global; the others go round the scopes, no name twice in one. */
function makePlugin(random, index, made) {
  const round = Math.floor(index / SCOPES.length)
  const [name, scope] = index === 0 ? ['correlation-id', {}] : SCOPES[index % SCOPES.length]
  const at = (collection, turn) => {
    const list = made.get(collection)
    return { id: list[(round * 3 + turn) % list.length].id }
  }
  return {
    id: random.uuid(),
    name,
    instance_name: null,
    service: scope.service === undefined ? null : at('services', scope.service),
    route: scope.route === undefined ? null : at('routes', scope.route),
    consumer: scope.consumer === undefined ? null : at('consumers', scope.consumer),
    config: CONFIGS[name](random),
    protocols: ['grpc', 'grpcs', 'http', 'https'],
    enabled: random.chance(0.95),
    tags: random.chance(0.5) ? tags(random) : null,
    ...stamps(),
  }
}

/** A plugin and what it hangs on. */
const SCOPES = [
  ['cors', { service: 0 }],
  ['rate-limiting', { service: 1 }],
  ['request-termination', { service: 2 }],
  ['cors', { route: 0 }],
  ['rate-limiting', { route: 1 }],
  ['request-termination', { route: 2 }],
  ['rate-limiting', { consumer: 0 }],
  ['request-termination', { consumer: 1 }],
  ['rate-limiting', { service: 0, consumer: 2 }],
  ['request-termination', { route: 2, consumer: 2 }],
]

const REDIS = {
  host: null,
  port: 6379,
  timeout: 2000,
  username: null,
  password: null,
  database: 0,
  ssl: false,
  ssl_verify: false,
  server_name: null,
}

const CONFIGS = {
  'correlation-id': () => ({ header_name: 'Kong-Request-ID', generator: 'uuid#counter', echo_downstream: false }),
  cors: (random) => ({
    origins: [`https://${random.pick(TEAMS)}.example.com`, '*'],
    headers: ['Accept', 'Authorization'],
    exposed_headers: null,
    methods: ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'],
    max_age: 3600,
    credentials: false,
    private_network: false,
    preflight_continue: false,
  }),
  'rate-limiting': (random) => ({
    second: null,
    minute: 60 + random.below(600),
    hour: 10000,
    day: null,
    month: null,
    year: null,
    limit_by: 'consumer',
    header_name: null,
    path: null,
    policy: 'local',
    fault_tolerant: true,
    redis: { ...REDIS },
    redis_host: null,
    redis_port: 6379,
    redis_password: null,
    redis_username: null,
    redis_ssl: false,
    redis_ssl_verify: false,
    redis_server_name: null,
    redis_timeout: 2000,
    redis_database: 0,
    hide_client_headers: false,
    error_code: 429,
    error_message: 'API rate limit exceeded',
    sync_rate: -1,
  }),
  'request-termination': (random) => ({
    status_code: 503,
    message: `closed for ${random.pick(TEAMS)}`,
    content_type: null,
    body: null,
    echo: false,
    trigger: null,
  }),
}

function makeUpstream(random, name) {
  const unhealthy = { http_statuses: [429, 404, 500], http_failures: 0, tcp_failures: 0, timeouts: 0, interval: 0 }
  const healthy = { http_statuses: [200, 302], successes: 0, interval: 0 }
  const { interval: _, ...passiveHealthy } = healthy
  const { interval: __, ...passiveUnhealthy } = unhealthy
  return {
    id: random.uuid(),
    name,
    algorithm: 'round-robin',
    hash_on: 'none',
    hash_fallback: 'none',
    hash_on_header: null,
    hash_fallback_header: null,
    hash_on_cookie: null,
    hash_on_cookie_path: '/',
    hash_on_query_arg: null,
    hash_fallback_query_arg: null,
    hash_on_uri_capture: null,
    hash_fallback_uri_capture: null,
    slots: 10000,
    healthchecks: {
      threshold: 0,
      active: {
        type: 'http',
        timeout: 1,
        concurrency: 10,
        http_path: '/',
        https_sni: null,
        https_verify_certificate: true,
        headers: null,
        healthy,
        unhealthy,
      },
      passive: { type: 'http', healthy: passiveHealthy, unhealthy: passiveUnhealthy },
    },
    tags: tags(random),
    host_header: null,
    client_certificate: null,
    use_srv_name: false,
    ...stamps(),
  }
}
