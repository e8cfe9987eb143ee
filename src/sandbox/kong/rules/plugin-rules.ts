import type { EntityRule, FieldRule } from '../schema/field.ts'
import { isEmpty, isRow, type Row, readPath } from '../schema/value.ts'

/** A rule on a plugin's whole `config`. */
const onConfig =
  (rule: (config: Row) => string | undefined): FieldRule =>
  (value) =>
    isRow(value) ? rule(value) : undefined

const FLOWS = [
  'enable_authorization_code',
  'enable_implicit_grant',
  'enable_client_credentials',
  'enable_password_grant',
]

/** oauth2 needs at least one grant. */
export const someFlow = onConfig((config) => {
  if (FLOWS.some((flow) => config[flow] === true)) return undefined
  return `at least one of these fields must be true: ${FLOWS.join(', ')}`
})

/** request-termination answers a message, or a body with its type. */
export const messageOrBody = onConfig((config) => {
  const has = (field: string) => !isEmpty(config[field])
  if (has('message') && (has('content_type') || has('body'))) return 'message cannot be used with content_type or body'
  if (has('content_type') && !has('body')) return 'content_type requires a body'
  return config.echo === true && has('body') ? 'echo cannot be used with content_type and body' : undefined
})

/** http-log takes credentials in the address or in a header, not both. */
export const oneAuthorization = onConfig((config) => {
  const names = isRow(config.headers) ? Object.keys(config.headers) : []
  const inUrl = /^[a-z][\w+.-]*:\/\/[^/]*@/i.test(String(config.http_endpoint))
  if (!inUrl || !names.some((name) => name.toLowerCase() === 'authorization')) return undefined
  return "specifying both an 'Authorization' header and user info in 'http_endpoint' is not allowed"
})

/** zipkin's static tags have names of their own. */
export const distinctTags: FieldRule = (value) => {
  const names = Array.isArray(value) ? value.map((tag) => (isRow(tag) ? tag.name : undefined)) : []
  const again = names.find((name, at) => name !== undefined && names.indexOf(name) !== at)
  return again === undefined ? undefined : `repeated tags are not allowed: ${String(again)}`
}

/** Shared dictionaries that a node has, beside those of its own. */
const DICTIONARIES =
  /^(kong|kong_cluster_events|kong_core_db_cache(_miss)?|kong_db_cache(_miss)?|kong_healthchecks|kong_locks|kong_rate_limiting_counters|kong_secrets|prometheus_metrics)$/

/** proxy-cache keeps its memory in a dictionary that is there. */
export const knownDictionary: EntityRule = (plugin) => {
  const name = readPath(plugin, 'config.memory.dictionary_name')
  if (readPath(plugin, 'config.strategy') !== 'memory' || DICTIONARIES.test(String(name))) return undefined
  return { texts: [`missing shared dictionary '${String(name)}'`] }
}

/** aws-lambda goes through plain HTTP proxies only. */
export const plainProxy: EntityRule = (plugin) => {
  const [, scheme] = /^([a-z][\w+.-]*):/i.exec(String(readPath(plugin, 'config.proxy_url') ?? '')) ?? []
  return scheme === undefined || scheme === 'http' ? undefined : { texts: ['proxy_url scheme must be http'] }
}

const isHeaderName = (text: string): boolean => /^[\w-]+$/.test(text)

/** Takes `name:value` apart. */
function splitPair(value: unknown): [name: string, value: string] {
  const [, name = '', rest = ''] = /^([^:]+):*([\s\S]*)$/.exec(typeof value === 'string' ? value : '') ?? []
  return [name, rest]
}

/** `name:value` pairs of the transformers start with a header's name. */
export const headerPair: FieldRule = (value) => {
  const [name] = splitPair(value)
  return isHeaderName(name) ? undefined : `'${name}' is not a valid header`
}

/** `old:new` pairs that rename headers are two names. */
export const headerNames: FieldRule = (value) => {
  const bad = splitPair(value).find((name) => !isHeaderName(name))
  return bad === undefined ? undefined : `'${bad}' is not a valid header`
}

/** `name:value` pairs of the request transformer have a value. */
export const valuedPair: FieldRule = (value) => {
  const [name, rest] = splitPair(value)
  return rest === '' ? `key '${name}' has no value` : undefined
}

/** Anthropic's completions tell nothing that statistics could be made of. */
export const countableModel: EntityRule = (llm) => {
  const provider = readPath(llm, 'model.provider')
  const counted = readPath(llm, 'logging.log_statistics') === true
  if (!counted || provider !== 'anthropic' || llm.route_type !== 'llm/v1/completions') return undefined
  return { texts: [`anthropic does not support statistics when route_type is ${llm.route_type}`] }
}
