import type { Kind } from '../../../model/kind.ts'
import type { Type } from '../../../model/type.ts'
import { extendSchema } from './extend-schema.ts'
import type { JsonSchema } from './json-schema.ts'
import { mergeSchema } from './merge-schema.ts'
import { replacement } from './replacement.ts'

/** What holds for a whole schema while it is compiled. */
interface Scope {
  /** Dotted paths that are secret by the kind's row. */
  secret: ReadonlySet<string>
  /** Whether fields that Kong encrypts or resolves from vaults are secret: in configurations, not in `cert` or tags. */
  marked: boolean
}

const TYPES = new Set(['string', 'integer', 'number', 'boolean', 'record', 'map', 'array', 'set', 'foreign'])

const compiled = new WeakMap<JsonSchema, Type>()

/** Compiles what the planner needs to know of an entity's fields. Cached per schema; a schema belongs to one kind. */
export function compileType(schema: JsonSchema, kind: Kind): Type {
  const known = compiled.get(schema)
  if (known) return known
  const scope = { secret: new Set(kind.secret), marked: false }
  const types = fields(extendSchema(schema, kind.schema), scope, '')
  const type: Type = { type: 'record', required: true, fields: withUnorderedReferences(types, kind) }
  compiled.set(schema, type)
  return type
}

/** Lists of references (ca_certificates) have no order that means anything, though Kong's schema calls them arrays; decK agrees. */
function withUnorderedReferences(types: ReadonlyMap<string, Type>, kind: Kind): ReadonlyMap<string, Type> {
  const changed = new Map(types)
  for (const { field: name, many } of kind.references) {
    const type = types.get(name)
    if (many && type) changed.set(name, { ...type, type: 'set' })
  }
  return changed
}

/** The same for an entity whose name chooses its configuration, a plugin or a vault. */
export function compilePluginType(entitySchema: JsonSchema, pluginSchema: JsonSchema, kind: Kind): Type {
  return compileType(mergeSchema(entitySchema, pluginSchema), kind)
}

function fields(record: JsonSchema, scope: Scope, at: string): ReadonlyMap<string, Type> {
  const types = new Map<string, Type>()
  for (const [name, schema] of Object.entries(record.properties ?? {})) {
    const inner = name === 'config' && at === '' ? { ...scope, marked: true } : scope
    types.set(name, field(schema, inner, at === '' ? name : `${at}.${name}`))
  }
  for (const name of types.keys()) replace(types, name, record)
  return types
}

/** A flat field points to its replacement, and is as secret as that. */
function replace(types: Map<string, Type>, name: string, record: JsonSchema): void {
  const type = types.get(name)
  if (!type) return
  const path = replacement(name, record)
  const { default: _, ...rest } = type
  if (path) types.set(name, { ...rest, replacedBy: path, ...(isSecretAt(types, path) ? { secret: true } : {}) })
}

function isSecretAt(types: ReadonlyMap<string, Type>, [head, ...rest]: readonly string[]): boolean {
  const type = head === undefined ? undefined : types.get(head)
  return rest.length === 0 ? type?.secret === true : type?.fields !== undefined && isSecretAt(type.fields, rest)
}

function field(schema: JsonSchema, scope: Scope, at: string): Type {
  const kong = schema['x-kong'] ?? {}
  const secret = scope.secret.has(at) || (scope.marked && Boolean(kong.encrypted || kong.referenceable))
  const shown = schema.default !== undefined && schema.default !== null && !kong.shorthand
  return {
    type: typeName(schema),
    ...parts(schema, scope, at),
    ...(shown ? { default: schema.default } : {}),
    ...(kong.required === true ? { required: true } : {}),
    ...(secret ? { secret: true } : {}),
    ...(kong.encrypted ? { encrypted: true } : {}),
    ...(kong.auto === true || kong.generated ? { generated: true } : {}),
    ...(Array.isArray(kong.one_of) ? { enum: true } : {}),
  }
}

function typeName(schema: JsonSchema): Type['type'] {
  const name = schema['x-kong']?.type ?? 'any'
  return TYPES.has(name) ? (name as Type['type']) : 'any'
}

function parts(schema: JsonSchema, scope: Scope, at: string): Pick<Type, 'fields' | 'of'> {
  const values = schema.additionalProperties
  if (schema.items) return { of: field(schema.items, scope, at) }
  if (typeof values === 'object') return { of: field(values, scope, at) }
  const isRecord = schema['x-kong']?.type === 'record' && schema.properties !== undefined
  return isRecord ? { fields: fields(schema, scope, at) } : {}
}
