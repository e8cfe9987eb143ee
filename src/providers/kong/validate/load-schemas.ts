import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { clear } from '../../../model/secret.ts'
import { extendSchema } from '../schema/extend-schema.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { mergeSchema } from '../schema/merge-schema.ts'
import type { SchemaSet } from '../schema/schema-set.ts'
import type { KindByName } from './describe.ts'

/** The schema that an entity is checked with. */
interface Found {
  schema: JsonSchema
  /** A plugin or vault that the schemas do not know: its configuration cannot be checked. */
  unknownName?: string
}

/** Gives an entity's schema without I/O; undefined for a kind that the gateway does not have. */
export type SchemaOf = (entity: Entity) => Found | undefined

/** Loads the schemas that entities need, each once. */
export async function loadSchemas(
  entities: readonly Entity[],
  kinds: KindByName,
  schemas: SchemaSet,
): Promise<SchemaOf> {
  const found = new Map<string, Found | undefined>()
  for (const entity of entities) {
    const kind = kinds.get(entity.kind)
    const key = keyOf(entity, kinds)
    if (kind && !found.has(key)) found.set(key, await load(entity, kind, schemas))
  }
  return (entity) => found.get(keyOf(entity, kinds))
}

/** What says which configuration an entity has, a plugin's or vault's name, when it is known. */
function configName(entity: Entity, kind: Kind | undefined): string | undefined {
  const name = kind?.variant && clear(entity.fields[kind.variant.field])
  return typeof name === 'string' && name !== '' ? name : undefined
}

function keyOf(entity: Entity, kinds: KindByName): string {
  const name = configName(entity, kinds.get(entity.kind))
  return name === undefined ? entity.kind : `${entity.kind} ${name}`
}

async function load(entity: Entity, kind: Kind, schemas: SchemaSet): Promise<Found | undefined> {
  const schema = await schemas.entity(kind.schema)
  if (!schema) return undefined
  const name = configName(entity, kind)
  if (name === undefined) return { schema: extendSchema(schema, kind.schema) }
  const own = await schemas.variant(kind.variant?.schemas ?? '', name)
  return own ? { schema: mergeSchema(schema, own) } : { schema, unknownName: name }
}
