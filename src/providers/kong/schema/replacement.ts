import type { JsonSchema } from './json-schema.ts'
import type { Json } from './kong-schema.ts'

/**
 * Flat names of the session plugin that its schema lists without saying what replaced them
 * (Kong 3.9 open source, `session`). An empty path: the gateway takes the field and does nothing with it.
 */
const UNSAID: Readonly<Record<string, readonly string[]>> = {
  cookie_lifetime: ['rolling_timeout'],
  cookie_idletime: ['idling_timeout'],
  cookie_discard: ['stale_ttl'],
  cookie_samesite: ['cookie_same_site'],
  cookie_httponly: ['cookie_http_only'],
  cookie_persistent: ['remember'],
  cookie_renew: [],
}

/**
 * Tells which field stands for a deprecated flat one: a path inside the record that holds it. `record` is that record's
 * schema. Gives undefined for an ordinary field and where the schema does not tell; empty where nothing does.
 */
export function replacement(name: string, record: JsonSchema): readonly string[] | undefined {
  const kong = record.properties?.[name]?.['x-kong']
  if (!kong?.shorthand && !kong?.alias) return undefined
  const [first] = list(property(kong.deprecation, 'replaced_with'))
  const path = list(property(first, 'path')).map(String)
  if (path.length > 0) return path
  const said = saidInMessage(property(kong.deprecation, 'message'))
  if (said && record.properties?.[said]) return [said]
  const unsaid = UNSAID[name]
  return unsaid?.every((step) => record.properties?.[step]) && isSession(record) ? unsaid : undefined
}

function isSession(record: JsonSchema): boolean {
  return record.properties?.rolling_timeout !== undefined && record.properties.stale_ttl !== undefined
}

/** A shorthand without `replaced_with` may name its successor in words only (`opentelemetry`: `config.endpoint`). */
function saidInMessage(message: Json | undefined): string | undefined {
  return typeof message === 'string' ? /please use config\.(\w+) instead/.exec(message)?.[1] : undefined
}

function property(value: unknown, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return (value as Record<string, Json>)[name]
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}
