import type { Catalogue } from '../catalogue.ts'
import type { Row } from '../schema/value.ts'
import { createTable, rowsByIds, type Table } from './table.ts'

/** What a data file holds: rows by collection and the end of life (epoch milliseconds) of those that expire, by id. */
export interface Snapshot {
  rows: Record<string, Row[]>
  expiry: Record<string, number>
}

/** All entities of a sandbox. */
export interface Store {
  table(collection: string): Table
  /** End of life of an entity, in epoch milliseconds. */
  expiry: Map<string, number>
  /** Told after every change. */
  changed(): void
  onChange(listener: () => void): void
  snapshot(): Snapshot
  /** Replaces everything. */
  load(snapshot: Snapshot): void
}

/** Makes an empty store with the tables and indexes that the catalogue asks for. */
export function createStore(catalogue: Catalogue): Store {
  const tables = new Map<string, Table>()
  const expiry = new Map<string, number>()
  const listeners: (() => void)[] = []
  const reset = () => {
    expiry.clear()
    for (const name of catalogue.collections.keys()) tables.set(name, emptyTable(catalogue, name))
  }
  reset()
  const table = (name: string): Table => {
    const found = tables.get(name)
    if (!found) throw new Error(`no collection named ${name}`)
    return found
  }
  return {
    table,
    expiry,
    changed: () => {
      for (const listener of listeners) listener()
    },
    onChange: (listener) => listeners.push(listener),
    snapshot: () => ({
      rows: Object.fromEntries([...tables].map(([name, one]) => [name, rowsOf(one)])),
      expiry: Object.fromEntries(expiry),
    }),
    load(snapshot) {
      reset()
      for (const [name, rows] of Object.entries(snapshot.rows)) for (const row of rows) table(name).put(row)
      for (const [id, end] of Object.entries(snapshot.expiry)) expiry.set(id, end)
    },
  }
}

/** All rows of a table in id order. */
export function rowsOf(table: Table): Row[] {
  return rowsByIds(table, table.ids())
}

function emptyTable(catalogue: Catalogue, name: string): Table {
  const foreign = catalogue.references(name).map((reference) => reference.field)
  return createTable({
    unique: catalogue.uniqueFields(name),
    composite: catalogue.collections.get(name)?.composite,
    foreign,
  })
}
