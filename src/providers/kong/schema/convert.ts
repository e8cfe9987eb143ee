import { constraints, VAULT_REFERENCE } from './constraints.ts'
import type { JsonSchema, KongNode } from './json-schema.ts'
import type { Json, KongField, KongNamed, KongSchema } from './kong-schema.ts'

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

/** Attributes that become structure, or are left out: texts for people. */
const STRUCTURE = new Set(['fields', 'shorthand_fields', 'elements', 'keys', 'values', 'description'])

/** What stands in a recording for a value that the gateway made. */
const PLACEHOLDER = /^<[a-z]+[0-9]*(:\d+)?>$/

/**
 * Converts an answer of `GET /schemas/...` into JSON Schema. Nothing is lost but descriptions and generated defaults:
 * each node keeps Kong's own attributes under `x-kong`. `title` is also the schema's relative name.
 */
export function convertSchema(answer: KongSchema, title: string): JsonSchema {
  return {
    $schema: DIALECT,
    $id: `${title}.json`,
    title,
    ...record(answer, {}),
    'x-kong': { kind: 'record', ...attributesOf(answer) },
  }
}

function field(source: KongField): JsonSchema {
  const converter = CONVERTERS[source.type ?? ''] ?? permissive
  const words = nullable(guarded(source, converter(source, constraints(source))), source)
  const filled = defaultOf(source)
  return {
    ...words,
    ...(filled === undefined ? {} : { default: filled }),
    ...(source.deprecation === undefined ? {} : { deprecated: true }),
    'x-kong': attributesOf(source),
  }
}

type Converter = (source: KongField, words: JsonSchema) => JsonSchema

const scalar: Converter = (source, words) => ({ type: String(source.type), ...words })
const permissive: Converter = (_, words) => words
const list: Converter = (source, words) => ({ type: 'array', ...words, items: field(source.elements ?? {}) })

const CONVERTERS: Readonly<Record<string, Converter>> = {
  string: scalar,
  integer: scalar,
  number: scalar,
  boolean: scalar,
  array: list,
  // Kong drops what a set holds twice (recorded: tags), so that is no error and only said of the comparison.
  set: (source, words) => ({ ...list(source, words), uniqueItems: true }),
  map: (source, words) => ({
    type: 'object',
    ...words,
    ...(source.keys ? { propertyNames: field(source.keys) } : {}),
    additionalProperties: field(source.values ?? {}),
  }),
  foreign: (_, words) => ({ type: 'object', ...words, properties: { id: { type: 'string' } } }),
  record: (source, words) => record(source, words),
}

function record(source: KongField, words: JsonSchema): JsonSchema {
  if (source.abstract === true && source.fields === undefined) return { type: 'object', ...words }
  const properties: Record<string, JsonSchema> = {}
  for (const [name, inner] of named(source.fields)) properties[name] = field(inner)
  const needed = Object.keys(properties).filter((name) => isNeeded(properties[name]))
  for (const [name, inner] of named(source.shorthand_fields)) addShorthand(properties, name, inner)
  return {
    type: 'object',
    ...words,
    properties,
    additionalProperties: false,
    ...(needed.length > 0 ? { required: needed } : {}),
  }
}

/** Whether a user must write the field. A required record is filled by Kong, so it is needed only for what it needs itself. */
function isNeeded(schema: JsonSchema | undefined): boolean {
  const kong = schema?.['x-kong']
  if (!schema || !kong?.required || kong.auto || kong.generated || schema.default !== undefined) return false
  return kong.type !== 'record' || (schema.required ?? []).length > 0
}

function addShorthand(properties: Record<string, JsonSchema>, name: string, source: KongField): void {
  const schema = properties[name]
  if (schema) schema['x-kong'] = { ...schema['x-kong'], alias: attributesOf(source) as Record<string, Json> }
  else {
    const flat = field(source)
    properties[name] = { ...flat, 'x-kong': { shorthand: true, ...flat['x-kong'] } }
  }
}

/** Lets a vault reference pass where the field takes one and has rules for its text. */
function guarded(source: KongField, words: JsonSchema): JsonSchema {
  const { type, minLength, ...rules } = words
  if (source.referenceable !== true || source.type !== 'string' || Object.keys(rules).length === 0) return words
  return { type: 'string', anyOf: [{ pattern: VAULT_REFERENCE }, { ...rules, ...(minLength ? { minLength } : {}) }] }
}

/** Adds null to the types and values of a field that is not required. */
function nullable(words: JsonSchema, source: KongField): JsonSchema {
  if (source.required === true || words.type === undefined) return words
  const choices = words.enum && !words.enum.includes(null) ? { enum: [...words.enum, null] } : {}
  return { ...words, type: [String(words.type), 'null'], ...choices }
}

function attributesOf(source: KongField): KongNode {
  const entries = Object.entries(source).filter(([name]) => !STRUCTURE.has(name))
  const node = Object.fromEntries(entries) as KongNode
  if (!isGenerated(source)) return node
  const { default: _, ...rest } = node
  return { ...rest, generated: true }
}

function defaultOf(source: KongField): Json | undefined {
  return isGenerated(source) ? undefined : listed(source.default as Json | undefined, source)
}

/** A default for an encrypted field is a secret that the gateway draws at its start (`session`, recorded). */
function isGenerated(source: KongField): boolean {
  const value = source.default
  return typeof value === 'string' && (source.encrypted === true || PLACEHOLDER.test(value))
}

/** An empty Lua table is sent as `{}`; where the field is a list it means an empty list, and the other way round. */
function listed(value: Json | undefined, source: KongField): Json | undefined {
  if (typeof value !== 'object' || value === null) return value
  const isList = source.type === 'array' || source.type === 'set'
  if (Array.isArray(value)) return isList || value.length > 0 ? value : {}
  if (isList) return []
  const inner = new Map(named(source.fields))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, listed(each, inner.get(name) ?? {}) ?? null]),
  )
}

function named(fields: KongField['fields']): [string, KongField][] {
  return Array.isArray(fields) ? fields.flatMap((each: KongNamed) => Object.entries(each)) : []
}
