import type { Field, Shape } from './field.ts'
import { validateField } from './validate.ts'
import { type FaultTable, isRow, type Row, readPath, type Value } from './value.ts'

/**
 * How a shorthand is spelt in real fields: given its value, the fields it sets. Shorthands that only have a
 * `deprecation.replaced_with` in the schema need no row; these are code in the gateway.
 */
const EXPANSIONS: Record<string, (value: Value) => Row> = {
  url: expandUrl,
  endpoint: (value) => ({ traces_endpoint: value }),
  cookie_lifetime: (value) => ({ rolling_timeout: value }),
  cookie_idletime: (value) => ({ idling_timeout: value }),
  cookie_renew: () => ({}),
  cookie_discard: (value) => ({ stale_ttl: value }),
  cookie_samesite: (value) => ({ cookie_same_site: value === 'off' ? 'None' : value }),
  cookie_httponly: (value) => ({ cookie_http_only: value }),
  cookie_persistent: (value) => ({ remember: value }),
}

const DEFAULT_PORTS: Record<string, number> = { http: 80, https: 443 }

/** A service's `url` as host, port, protocol and path (services #3 to #8). */
function expandUrl(value: Value): Row {
  const match = /^(?:([A-Za-z][\w+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/.exec(String(value))
  const [, scheme, authority, path] = match ?? []
  const row: Row = {}
  if (scheme) row.protocol = scheme.toLowerCase()
  const [, host, port] = /^(?:[^@]*@)?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority ?? '') ?? []
  if (host) row.host = host
  const known = port ? Number(port) : DEFAULT_PORTS[scheme ?? '']
  if (known !== undefined) row.port = known
  if (path) row.path = path
  return row
}

/**
 * Turns the shorthand fields of a record into the real ones they stand for.
 * A shorthand and its real field that differ are a fault, as recorded in plugins #58.
 */
export function expandShorthands(shape: Shape, input: Row): { record: Row; faults: FaultTable } {
  const names = Object.keys(shape.shorthands).filter((name) => input[name] !== undefined)
  if (names.length === 0) return { record: input, faults: {} }
  const record = { ...input }
  const faults: FaultTable = {}
  for (const name of names) expandOne(name, shape.shorthands[name], record, input, faults)
  return { record, faults }
}

function expandOne(name: string, field: Field | undefined, record: Row, input: Row, faults: FaultTable): void {
  const value = record[name] ?? null
  const fault = field ? validateField(field, value) : undefined
  if (fault !== undefined) {
    faults[name] = fault
    return
  }
  delete record[name]
  const paths = field?.deprecation?.replaced_with?.map((one) => one.path) ?? []
  for (const path of paths) {
    const clash = mismatch(name, value, path, input)
    if (clash) faults[name] = clash
    else if (value !== null || readPath(input, path.join('.')) === undefined) setPath(record, path, value)
  }
  if (paths.length === 0 && value !== null) Object.assign(record, (EXPANSIONS[name] ?? (() => ({})))(value))
}

function mismatch(name: string, value: Value, path: string[], input: Row): string | undefined {
  const real = readPath(input, path.join('.')) ?? null
  if (value === null || real === null || real === value) return undefined
  const dotted = path.join('.')
  const values = `${name} = ${String(value)} vs ${dotted} = ${String(real)}`
  return `both deprecated and new field are used but their values mismatch: ${values}`
}

function setPath(record: Row, [first = '', ...rest]: string[], value: Value): void {
  if (rest.length === 0) {
    record[first] = value
    return
  }
  const inner = record[first]
  const copy: Row = isRow(inner) ? { ...inner } : {}
  record[first] = copy
  setPath(copy, rest, value)
}

/** Adds to an answer the deprecated fields that mirror real ones (`redis_host` beside `redis.host`, plugins #10). */
export function mirrorShorthands(shape: Shape, record: Row): Row {
  const shown = { ...record }
  for (const [name, field] of Object.entries(shape.fields)) {
    const value = record[name]
    if (field.shape && isRow(value)) shown[name] = mirrorShorthands(field.shape, value)
  }
  for (const [name, field] of Object.entries(shape.shorthands)) {
    const path = field.deprecation?.replaced_with?.[0]?.path
    if (path) shown[name] = readPath(record, path.join('.')) ?? null
  }
  return shown
}
