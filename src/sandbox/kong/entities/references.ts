import type { Gateway } from '../gateway.ts'
import { unresolvedReference } from '../refusal.ts'
import { isRow, type Row } from '../schema/value.ts'

/**
 * Replaces references by a unique field (`service: {name}`) by references by id (routes #8, #9). An id wins over names.
 * Throws code 13 when nothing is found (routes #12).
 */
export function resolveReferences(gateway: Gateway, collection: string, body: Row): Row {
  const resolved = { ...body }
  for (const { field, to } of gateway.catalogue.references(collection)) {
    const given = body[field]
    if (isRow(given)) resolved[field] = resolveOne(gateway, field, to, given)
  }
  return resolved
}

function resolveOne(gateway: Gateway, field: string, to: string, given: Row): Row {
  if (given.id !== undefined) return given
  const key = gateway.catalogue.uniqueFields(to).find((name) => (given[name] ?? null) !== null)
  if (key === undefined) return given
  const value = given[key] ?? null
  const found = gateway.store.table(to).holder(key, value)
  if (found === undefined) throw unresolvedReference(field, key, value, to)
  return { id: found }
}
