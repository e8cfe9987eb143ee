import type { Row, Value } from '../schema/value.ts'

/** The indexes that a table keeps. */
export interface TableKeys {
  unique: string[]
  composite?: string[] | undefined
  foreign: string[]
}

/** Rows of one collection with their indexes; all look-ups are by map. */
export interface Table {
  readonly size: number
  get(id: string): Row | undefined
  put(row: Row): void
  /** A row as it is kept, and keeping one as it is: the same as `get` and `put` where nothing is sealed. */
  stored(id: string): Row | undefined
  restore(row: Row): void
  remove(id: string): void
  /** Id of the row that holds this value in a unique field. */
  holder(field: string, value: Value): string | undefined
  /** Id of the row that holds the same values in the composite key. */
  compositeHolder(row: Row): string | undefined
  /** Ids of rows that refer to a parent. */
  children(field: string, parent: string): string[]
  /** All ids in ascending order. */
  ids(): readonly string[]
}

/** The id that a reference holds, or undefined. */
export function referenceId(value: Value | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return typeof value.id === 'string' ? value.id : undefined
}

/** The composite key of a row as text; undefined when the row has no composite key to compare. */
function compositeText(row: Row, fields: string[] | undefined): string | undefined {
  return fields && JSON.stringify(fields.map((field) => referenceId(row[field]) ?? row[field] ?? null))
}

/** Makes an empty table. */
export function createTable(keys: TableKeys): Table {
  const rows = new Map<string, Row>()
  const unique = new Map(keys.unique.map((field) => [field, new Map<Value, string>()]))
  const composite = new Map<string, string>()
  const foreign = new Map(keys.foreign.map((field) => [field, new Map<string, Set<string>>()]))
  let order: string[] | undefined = []

  function index(row: Row, id: string, add: boolean): void {
    for (const [field, map] of unique) setOrDelete(map, row[field] ?? null, id, add)
    const together = compositeText(row, keys.composite)
    if (together !== undefined) setOrDelete(composite, together, id, add)
    for (const [field, map] of foreign) link(map, referenceId(row[field]), id, add)
  }

  const get = (id: string) => rows.get(id)
  function put(row: Row): void {
    const id = String(row.id)
    const before = rows.get(id)
    if (before) index(before, id, false)
    else if (order) order = insertInto(order, id)
    rows.set(id, row)
    index(row, id, true)
  }
  return {
    get size() {
      return rows.size
    },
    get,
    put,
    stored: get,
    restore: put,
    remove(id) {
      const row = rows.get(id)
      if (!row) return
      index(row, id, false)
      rows.delete(id)
      order = undefined
    },
    holder: (field, value) => unique.get(field)?.get(value),
    compositeHolder: (row) => composite.get(compositeText(row, keys.composite) ?? ''),
    children: (field, parent) => [...(foreign.get(field)?.get(parent) ?? [])],
    ids() {
      order ??= [...rows.keys()].sort()
      return order
    },
  }
}

/** Keeps the order while it grows at the end; anything else is sorted when next asked for. */
function insertInto(order: string[], id: string): string[] | undefined {
  const last = order.at(-1)
  if (last !== undefined && last > id) return undefined
  order.push(id)
  return order
}

function setOrDelete<K>(map: Map<K, string>, key: K, id: string, add: boolean): void {
  if (key === null) return
  if (add) map.set(key, id)
  else if (map.get(key) === id) map.delete(key)
}

function link(map: Map<string, Set<string>>, parent: string | undefined, id: string, add: boolean): void {
  if (parent === undefined) return
  const ids = map.get(parent) ?? new Set<string>()
  if (add) map.set(parent, ids.add(id))
  else if (ids.delete(id) && ids.size === 0) map.delete(parent)
}

/** The rows with these ids, in their order. */
export const rowsByIds = (table: Table, ids: readonly string[]): Row[] => readAll(table.get, ids)

/** All rows as they are kept, in id order. */
export const storedRows = (table: Table): Row[] => readAll(table.stored, table.ids())

function readAll(read: (id: string) => Row | undefined, ids: readonly string[]): Row[] {
  const rows: Row[] = []
  for (const id of ids) {
    const row = read(id)
    if (row) rows.push(row)
  }
  return rows
}
