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
  /** The same of other workspaces, by their id. */
  spaces?: Record<string, Snapshot>
}

/** What a data file can follow. */
export interface Kept {
  onChange(listener: () => void): void
  snapshot(): Snapshot
  /** Replaces everything. */
  load(snapshot: Snapshot): void
}

/** All entities of a sandbox, or of one of its workspaces. */
export interface Store extends Kept {
  table(collection: string): Table
  /** End of life of an entity, in epoch milliseconds. */
  expiry: Map<string, number>
  /** Told after every change. */
  changed(): void
}

/** How a store is made. */
interface StoreOptions {
  /** Encrypts what is marked so. */
  atRest?: AtRest
  /** The store that holds what belongs to no workspace, and is told of changes. */
  home?: Store
}

/** Makes an empty store with the tables and indexes that the catalogue asks for. */
export function createStore(catalogue: Catalogue, { atRest, home }: StoreOptions = {}): Store {
  const tables = new Map<string, Table>()
  const expiry = new Map<string, number>()
  const listeners: (() => void)[] = []
  const reset = () => {
    expiry.clear()
    for (const { name, global } of catalogue.collections.values())
      if (!home || !global) tables.set(name, emptyTable(catalogue, name, atRest))
  }
  reset()
  const table = (name: string): Table => {
    const found = tables.get(name) ?? home?.table(name)
    if (!found) throw new Error(`no collection named ${name}`)
    return found
  }
  return {
    table,
    expiry,
    changed() {
      home?.changed()
      for (const listener of listeners) listener()
    },
    onChange: (listener) => listeners.push(listener),
    snapshot: () => ({
      rows: Object.fromEntries([...tables].map(([name, one]) => [name, storedRows(one)])),
      expiry: Object.fromEntries(expiry),
      ...(atRest && !home && { atRest: atRest.kept() }),
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
