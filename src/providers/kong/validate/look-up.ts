import { isFields } from '../../../model/secret.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { replacement } from '../schema/replacement.ts'

/** A deprecated flat field of a record, and the path inside the record that it stands for. */
interface Flat {
  name: string
  path: readonly string[]
}

const flats = new WeakMap<JsonSchema, readonly Flat[]>()

/** Lists a record's flat fields that another one replaced. */
export function flatFields(record: JsonSchema): readonly Flat[] {
  const known = flats.get(record)
  if (known) return known
  const found = Object.keys(record.properties ?? {}).flatMap((name) => {
    const path = replacement(name, record)
    return path && path.length > 0 ? [{ name, path }] : []
  })
  flats.set(record, found)
  return found
}

/** Reads a path as it is written, defaults apart; undefined when any step is missing. */
export function dig(data: unknown, path: readonly string[]): unknown {
  let at = data
  for (const step of path) at = isFields(at) ? at[step] : undefined
  return at
}

/** Reads a field of a record. */
export type Reader = (data: unknown) => unknown

/** Reads a path as `readerOf` says. */
export function lookUp(record: JsonSchema, data: unknown, path: readonly string[]): unknown {
  return readerOf(record, path)(data)
}

/**
 * Makes what reads a path as the gateway sees it before its checks: what is written, else what a flat field says, else the
 * default (required records are filled, others are not). A secret without a known value is given as it is.
 */
export function readerOf(record: JsonSchema, path: readonly string[]): Reader {
  const [head, ...rest] = path
  if (head === undefined) return (data) => data
  const node = record.properties?.[head]
  const missing = node && unwritten(node)
  const deeper: Reader = rest.length === 0 || !node ? (value) => value : readerOf(node, rest)
  const own: Reader = (data) => {
    const value = isFields(data) ? data[head] : undefined
    return deeper(value === undefined ? missing : value)
  }
  const known = flatFields(record).filter((each) => same(each.path, path))
  return known.length === 0 ? own : (data) => orFlat(known, data, path) ?? own(data)
}

/** What a flat field says where the path itself is not written. */
function orFlat(known: readonly Flat[], data: unknown, path: readonly string[]): unknown {
  const flat = known.find((each) => set(dig(data, [each.name])))
  return flat && !set(dig(data, path)) ? dig(data, [flat.name]) : undefined
}

function unwritten(node: JsonSchema): unknown {
  if (node.default !== undefined) return node.default
  const kong = node['x-kong']
  return kong?.type === 'record' && kong.required === true ? {} : undefined
}

function set(value: unknown): boolean {
  return value !== undefined && value !== null
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index])
}

/** Gives the schema of what stands at a path of a document. */
export function nodeAt(schema: JsonSchema | undefined, path: readonly (string | number)[]): JsonSchema | undefined {
  let node = schema
  for (const step of path) {
    const values = node?.additionalProperties
    node =
      typeof step === 'number' ? node?.items : (node?.properties?.[step] ?? (isSchema(values) ? values : undefined))
  }
  return node
}

function isSchema(values: boolean | JsonSchema | undefined): values is JsonSchema {
  return typeof values === 'object'
}
