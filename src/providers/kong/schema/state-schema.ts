import type { Kind, Reference } from '../../../model/kind.ts'
import { editorSchema, PLACEHOLDER, type Words } from './editor-schema.ts'
import { extendSchema } from './extend-schema.ts'
import type { JsonSchema } from './json-schema.ts'
import { mergeSchema } from './merge-schema.ts'

/** Where the schemas of entities, plugins and vaults come from. */
export interface Parts {
  entity(collection: string): JsonSchema | undefined
  variant(collection: string, name: string): JsonSchema | undefined
  /** Names of the variants of a collection: of plugins, vaults … */
  variants(collection: string): readonly string[]
}

const TEXTS: Words = { type: ['array', 'null'], items: { type: 'string' } }

/** Kinds for which `_info.defaults` may hold values, and what it may not hold (decK's format 3.0). */
const DEFAULTS: readonly string[] = ['service', 'route', 'upstream', 'target']

/** Sections that `_info.default_lookup_tags` may name. */
const LOOKUPS: readonly string[] = ['consumers', 'consumer_groups', 'routes', 'services', 'partials']

/** Fields that a file has beside those of the schema, by kind: what Keelson and decK expand. */
const SHORTHANDS: Readonly<Record<string, Record<string, Words>>> = {
  service: { url: { type: ['string', 'null'] } },
  plugin: { _config: { type: ['string', 'null'] } },
}

/** Fields that may be left out because something else in the file gives them, by kind. */
const GIVEN_ELSEWHERE: Readonly<Record<string, readonly string[]>> = { service: ['host'] }

/**
 * Makes the JSON Schema of a whole state file, in decK's format 3.0, for editors: all kinds with their nesting, plugins
 * with their configurations, and a placeholder wherever a scalar stands. Draft 07, which editors know best.
 */
export function stateSchema(kinds: readonly Kind[], parts: Parts): Words {
  const definitions: Record<string, Words> = { placeholder: PLACEHOLDER }
  for (const kind of kinds) definitions[kind.name] = entity(kind, kinds, parts)
  for (const kind of kinds)
    for (const { name, own } of variants(kind, parts)) definitions[`config of ${kind.name} ${name}`] = config(own)
  const sections = [...kinds.map((kind): [string, Words] => [kind.section, list(kind)]), ...shared(kinds)]
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'State of a Kong Gateway (format 3.0)',
    type: 'object',
    properties: { ...header(kinds, parts), ...Object.fromEntries(sections) },
    additionalProperties: false,
    definitions,
  }
}

function header(kinds: readonly Kind[], parts: Parts): Record<string, Words> {
  const defaults = kinds.filter((kind) => DEFAULTS.includes(kind.name)).map((kind) => [kind.name, partial(kind, parts)])
  const switches = ['consumer_group_policy_overrides', 'skip_hash_for_basic_auth', 'include_plugin_definitions']
  const info = {
    select_tags: TEXTS,
    default_lookup_tags: closed(Object.fromEntries(LOOKUPS.map((section) => [section, TEXTS]))),
    defaults: closed(Object.fromEntries(defaults)),
    ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' }])),
  }
  return {
    _format_version: { enum: ['3.0'] },
    _transform: { const: true },
    _workspace: { type: 'string' },
    _workspace_settings: closed({
      comment: { type: ['string', 'null'] },
      config: { type: ['object', 'null'] },
      meta: { type: ['object', 'null'] },
    }),
    _info: closed(info),
    _plugin_configs: { type: 'object', additionalProperties: { type: 'object' } },
  }
}

function closed(properties: Record<string, Words>): Words {
  return { type: ['object', 'null'], properties, additionalProperties: false }
}

function list(kind: Kind): Words {
  return { type: ['array', 'null'], items: { $ref: `#/definitions/${kind.name}` } }
}

function partial(kind: Kind, parts: Parts): Words {
  const names = new Set(['id', ...(kind.keys[0] ?? [])])
  const own = Object.entries(fields(kind, parts)).filter(([name]) => !names.has(name))
  return closed(Object.fromEntries(own))
}

function entity(kind: Kind, kinds: readonly Kind[], parts: Parts): Words {
  const schema = parts.entity(kind.schema)
  const optional = new Set([...kind.references.map(({ field }) => field), ...(GIVEN_ELSEWHERE[kind.name] ?? [])])
  const required = (schema?.required ?? []).filter((name) => !optional.has(name))
  const nested = kinds.flatMap((inner) => nestings(inner, kind))
  const choices = configs(kind, parts)
  return {
    type: 'object',
    properties: { ...fields(kind, parts), ...SHORTHANDS[kind.name], ...Object.fromEntries(nested) },
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    ...(choices.length > 0 ? { allOf: choices } : {}),
  }
}

/** Fields of both router flavours, for a file does not say which one its gateway has. */
function fields(kind: Kind, parts: Parts): Record<string, Words> {
  const schemas = [parts.entity(`${kind.schema}.expressions-flavor`), parts.entity(kind.schema)]
  const own = schemas.flatMap((each) => (each ? Object.entries(extendSchema(each, kind.schema).properties ?? {}) : []))
  const words = own.map(([name, node]): [string, Words] => [name, editorSchema(node)])
  const references = kind.references.map((reference): [string, Words] => [reference.field, handle(reference)])
  return { ...Object.fromEntries(words), id: { type: 'string' }, ...Object.fromEntries(references) }
}

/** A reference is written as a name or id, or as a mapping that holds one; decK's dumps repeat tags there. */
const HANDLES: Words[] = [
  { type: 'string' },
  { type: 'object', minProperties: 1, properties: { tags: TEXTS }, additionalProperties: { type: ['string', 'null'] } },
]

const ANY_HANDLE: Words = { anyOf: HANDLES }

function handle(reference: Reference): Words {
  return reference.many ? { type: ['array', 'null'], items: ANY_HANDLE } : { anyOf: [...HANDLES, { type: 'null' }] }
}

function nestings(inner: Kind, outer: Kind): [string, Words][] {
  return inner.references.flatMap((reference): [string, Words][] => {
    if (reference.kind !== outer.name || !reference.nested) return []
    return [[reference.nested, inner.joins ? { type: ['array', 'null'], items: ANY_HANDLE } : list(inner)]]
  })
}

interface Variant {
  name: string
  own: JsonSchema
}

function variants({ variant }: Kind, parts: Parts): Variant[] {
  if (variant === undefined) return []
  return parts.variants(variant.schemas).flatMap((name) => {
    const own = parts.variant(variant.schemas, name)
    return own ? [{ name, own }] : []
  })
}

/** What `config` holds depends on another field, a plugin's `name`. */
function configs(kind: Kind, parts: Parts): Words[] {
  const [whole, field] = [parts.entity(kind.schema), kind.variant?.field]
  if (whole === undefined || field === undefined) return []
  return variants(kind, parts).map(({ name, own }) => {
    const { protocols } = mergeSchema(whole, own).properties ?? {}
    const properties = {
      config: { $ref: `#/definitions/config of ${kind.name} ${name}` },
      ...(protocols ? { protocols: editorSchema(protocols) } : {}),
    }
    return conditional({ properties: { [field]: { const: name } }, required: [field] }, { properties })
  })
}

/** Sections of which each entry says its kind. */
function shared(kinds: readonly Kind[]): [string, Words][] {
  const names = new Set(kinds.flatMap(({ sharedSection }) => sharedSection ?? []))
  return [...names].map((section) => {
    const held = kinds.filter((kind) => kind.sharedSection === section)
    const choices = held.map(({ name, schema }) => ({
      type: 'object',
      properties: { id: { type: 'string' }, type: { const: schema }, fields: { $ref: `#/definitions/${name}` } },
      required: ['type', 'fields'],
      additionalProperties: false,
    }))
    return [section, { type: ['array', 'null'], items: { anyOf: choices } }]
  })
}

function conditional(condition: Words, consequence: Words): Words {
  return Object.fromEntries([
    ['if', condition],
    ['then', consequence],
  ])
}

/** A configuration may be spread over `config` and `_plugin_configs`, so nothing in it is asked for. */
function config(schema: JsonSchema | undefined): Words {
  const node = schema?.properties?.config
  return node ? editorSchema(node, true) : { type: 'object' }
}
