import type { EntityRow, FieldRow } from './add-rules.ts'
import { limitsInOrder, namedLimitsInOrder } from './period-rules.ts'
import * as own from './plugin-rules.ts'

const CODE = 'Kong 3.9 open source'

const rows = (source: string, rule: FieldRow['rule'], fields: Record<string, string>): FieldRow[] =>
  Object.entries(fields).flatMap(([field, plugins]) =>
    plugins.split(' ').map((plugin) => ({ of: `plugins/${plugin}`, field: `config.${field}`, rule, source })),
  )

const lists = (parts: string[]): string[] =>
  ['replace', 'add', 'append'].flatMap((action) => parts.map((part) => `${action}.${part}[]`))
const all = (fields: string[], plugins: string): Record<string, string> =>
  Object.fromEntries(fields.map((field) => [field, plugins]))
const TRANSFORMERS = 'request-transformer response-transformer'
const RENAMES = ['rename.body[]', 'rename.querystring[]']

/** Rules of the bundled plugins' own code on their fields: field → plugins. */
export const PLUGIN_FIELD_ROWS: FieldRow[] = [
  ...rows('plugins #80', 'ipOrCidr', { 'allow[]': 'ip-restriction', 'deny[]': 'ip-restriction' }),
  ...rows('plugins #30', 'corsOrigin', { 'origins[]': 'cors' }),
  { of: 'plugins/rate-limiting', field: 'config', rule: limitsInOrder, source: 'plugins #29' },
  { of: 'plugins/response-ratelimiting', field: 'config.limits', rule: namedLimitsInOrder, source: 'plugins #29' },
  ...rows('plugins #77, #86', 'url', {
    http_endpoint: 'http-log zipkin',
    traces_endpoint: 'opentelemetry',
    logs_endpoint: 'opentelemetry',
    location: 'redirect',
  }),
  ...rows('plugins #93', 'host', {
    host: 'tcp-log udp-log statsd datadog loggly aws-lambda',
    'redis.host': 'rate-limiting response-ratelimiting',
    'storage_config.redis.host': 'acme',
  }),
  ...rows(CODE, 'sni', { tls_sni: 'tcp-log', 'redis.server_name': 'rate-limiting response-ratelimiting' }),
  ...rows(CODE, 'headerName', { 'key_names[]': 'key-auth', header_name: 'rate-limiting response-ratelimiting' }),
  ...rows(CODE, 'path', { path: 'rate-limiting' }),
  ...rows(CODE, own.headerPair, all(lists(['headers']), TRANSFORMERS)),
  ...rows(CODE, own.headerNames, { 'rename.headers[]': TRANSFORMERS }),
  ...rows(CODE, own.valuedPair, all([...lists(['body', 'querystring']), ...RENAMES], 'request-transformer')),
  { of: 'plugins/oauth2', field: 'config', rule: own.someFlow, source: CODE },
  { of: 'plugins/request-termination', field: 'config', rule: own.messageOrBody, source: CODE },
  { of: 'plugins/http-log', field: 'config', rule: own.oneAuthorization, source: CODE },
  { of: 'plugins/zipkin', field: 'config.static_tags', rule: own.distinctTags, source: CODE },
]

/** The same for rules on whole plugins. */
export const PLUGIN_ENTITY_ROWS: EntityRow[] = [
  { of: 'plugins/proxy-cache', fields: ['config'], rule: own.knownDictionary, source: CODE },
  { of: 'plugins/aws-lambda', fields: ['config.proxy_url'], rule: own.plainProxy, source: CODE },
  {
    of: 'plugins/ai-proxy',
    at: 'config',
    fields: ['route_type', 'model', 'logging'],
    rule: own.countableModel,
    source: CODE,
  },
  ...['ai-request-transformer', 'ai-response-transformer'].map((plugin) => ({
    of: `plugins/${plugin}`,
    at: 'config.llm',
    fields: ['route_type', 'model', 'logging'],
    rule: own.countableModel,
    source: CODE,
  })),
]
