import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import type { TypeOf } from '../../../model/provider.ts'
import { clear } from '../../../model/secret.ts'
import type { Type } from '../../../model/type.ts'
import type { Fields } from '../../../model/value.ts'
import { compilePluginType, compileType } from '../schema/compile-type.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import type { SchemaSet } from '../schema/schema-set.ts'
import { kindByName } from '../shape/sections.ts'

/** Loads types and gives the lookup; each schema is loaded at most once. */
export type LoadTypes = (entities: Iterable<Entity>, signal?: AbortSignal) => Promise<TypeOf>

/** Gives a loader of types; `openSchemas` is asked first when the first type is wanted. */
export function typeLoader(openSchemas: () => Promise<SchemaSet>): LoadTypes {
  const types = new Map<string, Type | undefined>()
  const loading = new Map<string, Promise<void>>()
  const load = async (key: string, entity: Entity, kind: Kind): Promise<void> => {
    types.set(key, await loadType(await openSchemas(), entity, kind))
  }
  const typeOf: TypeOf = (entity) => types.get(keyOf(entity))
  return async (entities) => {
    const wanted: Promise<void>[] = []
    let last: string | undefined
    for (const entity of entities) {
      const key = keyOf(entity)
      if (key === last) continue
      last = key
      if (types.has(key)) continue
      const kind = kindByName.get(entity.kind)
      if (kind === undefined) continue
      const promise = loading.get(key) ?? load(key, entity, kind).finally(() => loading.delete(key))
      if (!loading.has(key)) wanted.push(promise)
      loading.set(key, promise)
    }
    await Promise.all([...wanted, ...loading.values()])
    return typeOf
  }
}

/** The fields by which some kinds have several types. */
const variants = new Map(
  [...kindByName].flatMap(([name, { variant }]) => (variant === undefined ? [] : [[name, variant.field]])),
)

function keyOf({ kind, fields }: { kind: string; fields: Fields }): string {
  const field = variants.get(kind)
  return field === undefined ? kind : `${kind} ${String(clear(fields[field]))}`
}

async function loadType(schemas: SchemaSet, entity: Entity, kind: Kind): Promise<Type | undefined> {
  const [schema, inner] = await Promise.all([schemas.entity(kind.schema), variantOf(schemas, entity, kind)])
  if (schema === undefined) return undefined
  if (kind.variant === undefined) return compileType(schema, kind)
  return inner && compilePluginType(schema, inner, kind)
}

async function variantOf(schemas: SchemaSet, { fields }: Entity, { variant }: Kind): Promise<JsonSchema | undefined> {
  const name = variant && clear(fields[variant.field])
  return variant && typeof name === 'string' ? schemas.variant(variant.schemas, name) : undefined
}
