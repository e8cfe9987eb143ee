import type { Catalogue } from '../catalogue.ts'
import type { Row } from '../schema/value.ts'
import type { AtRest } from './at-rest.ts'
import { sealedTable } from './sealed-table.ts'
import { createTable, storedRows, type Table } from './table.ts'

/** What a data file holds: rows by collection and the end of life (epoch milliseconds) of those that expire, by id. */
export interface Snapshot {
  rows: Record<string, Row[]>
  expiry: Record<string, number>
  /** What encryption at rest keeps for itself. */
  atRest?: Row
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

/** Makes an empty store with the tables and indexes that the catalogue asks for, encrypted `atRest` when that is given. */
export function createStore(catalogue: Catalogue, atRest?: AtRest): Store {
  const tables = new Map<string, Table>()
  const expiry = new Map<string, number>()
  const listeners: (() => void)[] = []
  const reset = () => {
    expiry.clear()
    for (const name of catalogue.collections.keys()) tables.set(name, emptyTable(catalogue, name, atRest))
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
      rows: Object.fromEntries([...tables].map(([name, one]) => [name, storedRows(one)])),
      expiry: Object.fromEntries(expiry),
      ...(atRest && { atRest: atRest.kept() }),
    }),
    load(snapshot) {
      reset()
      for (const [name, rows] of Object.entries(snapshot.rows)) for (const row of rows) table(name).restore(row)
      for (const [id, end] of Object.entries(snapshot.expiry)) expiry.set(id, end)
      if (snapshot.atRest) atRest?.restore(snapshot.atRest)
    },
  }
}

function emptyTable(catalogue: Catalogue, name: string, atRest: AtRest | undefined): Table {
  const foreign = catalogue.references(name).map((reference) => reference.field)
  const table = createTable({
    unique: catalogue.uniqueFields(name),
    composite: catalogue.collections.get(name)?.composite,
    foreign,
  })
  return atRest ? sealedTable(table, (row) => catalogue.shape(name, row), atRest.cipher) : table
}
