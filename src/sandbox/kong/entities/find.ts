import type { Gateway } from '../gateway.ts'
import { invalidPrimaryKey, invalidUnique } from '../refusal.ts'
import { validateField } from '../schema/validate.ts'
import { isUuid } from '../schema/validators.ts'
import type { Row } from '../schema/value.ts'

/** Finds an entity by what stands in a path: its id, or the value of its endpoint key. Throws code 1 or 10 for what can be neither. */
export function findEntity(gateway: Gateway, collection: string, segment: string): Row | undefined {
  const table = gateway.store.table(collection)
  if (isUuid(segment)) return table.get(segment.toLowerCase())
  const field = checkKey(gateway, collection, segment)
  const id = table.holder(field, segment)
  return id === undefined ? undefined : table.get(id)
}

/** The endpoint key's name, once a path segment is known to be a possible value of it. */
export function checkKey(gateway: Gateway, collection: string, segment: string): string {
  const field = gateway.catalogue.collections.get(collection)?.endpointKey
  if (!field) throw invalidPrimaryKey()
  const schema = gateway.catalogue.shape(collection).fields[field]
  const fault = schema && validateField(schema, segment)
  if (typeof fault === 'string') throw invalidUnique(field, fault)
  return field
}

/** The key that messages name for a path segment: `{id=…}` or `{name=…}`. */
export function pathKey(gateway: Gateway, collection: string, segment: string): Row {
  if (isUuid(segment)) return { id: segment.toLowerCase() }
  return { [gateway.catalogue.collections.get(collection)?.endpointKey ?? 'id']: segment }
}
