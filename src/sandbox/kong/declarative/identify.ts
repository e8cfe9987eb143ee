import { createHash, randomUUID } from 'node:crypto'
import type { Gateway } from '../gateway.ts'
import type { FaultTable, Row, Value } from '../schema/value.ts'
import { allItems, type Item } from './items.ts'

const NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex')

/** A UUIDv5 of a text. */
function uuidOf(text: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(text).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/**
 * Gives every item an id, and nested ones their parent. Ids follow from the content where a kind has a key
 * (dbless #20 to #23, #45, #46); kinds without one, with a generated key or with one that is unique across workspaces
 * get random ids (dbless #4 beside #18).
 */
export function identify(gateway: Gateway, items: Item[], parentId?: string): void {
  for (const item of items) {
    if (item.parentField !== undefined && parentId !== undefined) item.fields[item.parentField] = { id: parentId }
    const id = item.fields.id ?? generatedId(gateway, item)
    item.fields.id = typeof id === 'string' ? id.toLowerCase() : id
    identify(gateway, item.children, String(item.fields.id))
  }
}

function generatedId(gateway: Gateway, { collection, fields }: Item): string {
  const { endpointKey, composite } = gateway.catalogue.collections.get(collection) ?? {}
  const schema = gateway.catalogue.shape(collection).fields[endpointKey ?? '']
  const steady = !schema?.auto && !schema?.unique_across_ws
  const key = endpointKey === undefined ? null : (fields[endpointKey] ?? null)
  if (endpointKey !== undefined && steady && key !== null) return uuidOf(`${collection}:${String(key)}`)
  if (composite && steady)
    return uuidOf(`${collection}:${composite.map((field) => JSON.stringify(fields[field] ?? null)).join(':')}`)
  return randomUUID()
}

/** What items can be referred to by. */
interface Known {
  ids: Map<string, Set<string>>
  keys: Map<string, Map<string, string>>
}

/**
 * Finds values given twice and references to what is not there, and puts ids in place of names in references
 * (dbless #36 to #44). Returns the faults by collection.
 */
export function linkItems(gateway: Gateway, items: Item[]): FaultTable {
  const faults: FaultTable = {}
  const known: Known = { ids: new Map(), keys: new Map() }
  for (const item of allItems(items)) register(gateway, item, known, faults)
  if (Object.keys(faults).length > 0) return faults
  for (const item of allItems(items)) resolve(gateway, item, known, faults)
  return faults
}

function register(gateway: Gateway, item: Item, known: Known, faults: FaultTable): void {
  const { collection, fields } = item
  const ids = known.ids.get(collection) ?? new Set<string>()
  const keys = known.keys.get(collection) ?? new Map<string, string>()
  known.ids.set(collection, ids)
  known.keys.set(collection, keys)
  const field = uniqueEndpointKey(gateway, collection)
  const key = field === undefined ? null : (fields[field] ?? null)
  const id = String(fields.id)
  if (key !== null && keys.has(String(key))) addTwice(faults, item, field ?? '', key)
  else if (ids.has(id)) addTwice(faults, item, 'primary key', id)
  if (key !== null) keys.set(String(key), id)
  ids.add(id)
}

function uniqueEndpointKey(gateway: Gateway, collection: string): string | undefined {
  const field = gateway.catalogue.collections.get(collection)?.endpointKey
  return field !== undefined && gateway.catalogue.uniqueFields(collection).includes(field) ? field : undefined
}

function addTwice(faults: FaultTable, { collection, index }: Item, what: string, value: Value): void {
  const known = faults[collection]
  const list = Array.isArray(known) ? known : []
  while (list.length < index) list.push(null)
  list[index] = `uniqueness violation: '${collection}' entity with ${what} set to '${String(value)}' already declared`
  faults[collection] = list
}

function resolve(gateway: Gateway, item: Item, known: Known, faults: FaultTable): void {
  for (const { field, to } of gateway.catalogue.references(item.collection)) {
    const given = item.fields[field] ?? null
    if (given === null) continue
    const name = typeof given === 'string' ? given : String((given as Row).id)
    const id = known.ids.get(to)?.has(name.toLowerCase()) ? name.toLowerCase() : known.keys.get(to)?.get(name)
    if (id !== undefined) item.fields[field] = { id }
    else addDangling(gateway, faults, item, field, to, given)
  }
}

function addDangling(gateway: Gateway, faults: FaultTable, item: Item, field: string, to: string, given: Value): void {
  const key = uniqueEndpointKey(gateway, item.collection)
  const at = String((key === undefined ? undefined : item.fields[key]) ?? item.fields.id)
  const shown = typeof given === 'string' ? given : JSON.stringify(given)
  const text = `invalid reference '${field}: ${shown}' (no such entry in '${to}')`
  const known = faults[item.collection]
  const table: FaultTable = typeof known === 'object' && !Array.isArray(known) ? known : {}
  const before = table[at]
  table[at] = [...(Array.isArray(before) ? before : []), text]
  faults[item.collection] = table
}
