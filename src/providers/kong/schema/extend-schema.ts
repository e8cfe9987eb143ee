import type { JsonSchema } from './json-schema.ts'

/**
 * Fields that the gateway takes as options of a collection, so that its schema answers do not name them.
 * `ttl`: seconds, an integer from 0 to 100,000,000 (credentials 158 and 159, recorded). `roles` have a list of their own
 * (Enterprise, documents).
 */
const TTL: JsonSchema = {
  type: ['integer', 'null'],
  minimum: 0,
  maximum: 100_000_000,
  'x-kong': { type: 'integer', between: [0, 100_000_000] },
}

const ROLES: JsonSchema = {
  type: ['array', 'null'],
  items: { type: 'string', 'x-kong': { type: 'string' } },
  'x-kong': { type: 'set' },
}

const OPTIONS: Readonly<Record<string, Record<string, JsonSchema>>> = {
  keyauth_credentials: { ttl: TTL },
  keyauth_enc_credentials: { ttl: TTL },
  rbac_users: { roles: ROLES },
  groups: { roles: ROLES },
  admins: { roles: ROLES },
}

const extended = new WeakMap<JsonSchema, JsonSchema>()

/** Adds to a collection's schema what its answer leaves out; `collection` as in `/schemas/<collection>`. */
export function extendSchema(schema: JsonSchema, collection: string): JsonSchema {
  const options = OPTIONS[collection]
  if (!options) return schema
  const known = extended.get(schema)
  if (known) return known
  const whole = { ...schema, properties: { ...schema.properties, ...options } }
  extended.set(schema, whole)
  return whole
}
