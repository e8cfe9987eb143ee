import type { Gateway } from '../gateway.ts'
import { danglingReference, primaryKeyViolation, uniqueViolation } from '../refusal.ts'
import type { Row } from '../schema/value.ts'
import { referenceId } from '../store/table.ts'

/**
 * Checks an entity against the rest of the database, in PostgreSQL's order: not-null columns, the id when it is new,
 * values unique together, unique values, references. `key` is what the request named the entity by.
 */
export function checkConstraints(gateway: Gateway, collection: string, row: Row, key: Row, isNew: boolean): void {
  const { notNull = [] } = gateway.catalogue.collections.get(collection) ?? {}
  if (notNull.some((field) => (row[field] ?? null) === null) || (row.id ?? null) === null)
    throw primaryKeyViolation(key)
  if (isNew) checkId(gateway, collection, row, key)
  checkElsewhere(gateway, collection, row, key)
  checkUnique(gateway, collection, row)
  checkReferences(gateway, collection, row)
}

function checkId(gateway: Gateway, collection: string, row: Row, key: Row): void {
  if (!gateway.store.table(collection).get(String(row.id))) return
  // The gateway looks for unique fields' names in PostgreSQL's text "duplicate key value violates …", so that a field
  // named "key" is blamed for a taken id (timestamps #19, services #10).
  const blamed = gateway.catalogue.uniqueFields(collection).find((field) => 'duplicate key value'.includes(field))
  throw blamed ? uniqueViolation({ [blamed]: row[blamed] ?? null }) : primaryKeyViolation(key)
}

/** Ids, and values that a schema calls unique across workspaces, are taken for all of them (Enterprise; documents). */
function checkElsewhere(gateway: Gateway, collection: string, row: Row, key: Row): void {
  const { catalogue, spaces, store } = gateway
  const others = catalogue.collections.get(collection)?.global ? [] : spaces.others(store)
  if (others.length === 0) return
  const { fields } = catalogue.shape(collection)
  const shared = catalogue.uniqueFields(collection).filter((field) => fields[field]?.unique_across_ws)
  for (const other of others) {
    const table = other.table(collection)
    if (table.stored(String(row.id))) throw primaryKeyViolation(key)
    for (const field of shared) {
      const value = row[field] ?? null
      if (value !== null && table.holder(field, value) !== undefined) throw uniqueViolation({ [field]: value })
    }
  }
}

function checkUnique(gateway: Gateway, collection: string, row: Row): void {
  const table = gateway.store.table(collection)
  const { composite } = gateway.catalogue.collections.get(collection) ?? {}
  const together = composite && table.compositeHolder(row)
  if (together !== undefined && together !== row.id) {
    throw uniqueViolation(Object.fromEntries((composite ?? []).map((field) => [field, row[field] ?? null])))
  }
  for (const field of gateway.catalogue.uniqueFields(collection)) {
    const value = row[field] ?? null
    const holder = value === null ? undefined : table.holder(field, value)
    if (holder !== undefined && holder !== row.id) throw uniqueViolation({ [field]: value })
  }
}

function checkReferences(gateway: Gateway, collection: string, row: Row): void {
  for (const { field, to } of gateway.catalogue.references(collection)) {
    const id = referenceId(row[field])
    if (id !== undefined && !gateway.store.table(to).get(id)) throw danglingReference(field, { id }, to)
  }
}
