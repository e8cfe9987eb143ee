import type { Field, Shape } from '../schema/field.ts'
import { isRow, type Row, type Value } from '../schema/value.ts'
import type { Cipher } from './at-rest.ts'
import type { Table } from './table.ts'

type Change = (text: string) => string

/**
 * A table that keeps encrypted fields sealed: `put` and `get` speak clear text, `stored` and `restore` what is kept.
 * Look-ups and deletes never open anything. `shape` gives the schema of a row; a sealed field cannot be unique.
 */
export function sealedTable(table: Table, shape: (row: Row) => Shape, cipher: Cipher): Table {
  return {
    ...table,
    get size() {
      return table.size
    },
    get(id) {
      const row = table.get(id)
      return row && changed(shape(row), row, cipher.open)
    },
    put: (row) => table.put(changed(shape(row), row, cipher.seal)),
  }
}

/** The row with `change` done to each text of its encrypted fields; the row itself where its schema has none. */
function changed(shape: Shape, row: Row, change: Change): Row {
  if (!holdsEncrypted(shape)) return row
  const result: Row = {}
  for (const [name, value] of Object.entries(row)) {
    const field = shape.fields[name]
    result[name] = field ? changedField(field, value, change) : value
  }
  return result
}

function changedField(field: Field, value: Value, change: Change): Value {
  if (field.encrypted) return changedTexts(value, change)
  if (field.shape && isRow(value)) return changed(field.shape, value, change)
  const inner = field.elements ?? field.values
  return inner && isEncrypted(inner) ? each(value, (one) => changedField(inner, one, change)) : value
}

const changedTexts = (value: Value, change: Change): Value =>
  typeof value === 'string' ? change(value) : each(value, (one) => changedTexts(one, change))

function each(value: Value, change: (one: Value) => Value): Value {
  if (Array.isArray(value)) return value.map(change)
  if (!isRow(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one)]))
}

const known = new WeakMap<Shape, boolean>()

function holdsEncrypted(shape: Shape): boolean {
  const found = known.get(shape) ?? Object.values(shape.fields).some(isEncrypted)
  known.set(shape, found)
  return found
}

function isEncrypted(field: Field): boolean {
  if (field.encrypted) return true
  if (field.shape && holdsEncrypted(field.shape)) return true
  return [field.elements, field.values].some((inner) => inner !== undefined && isEncrypted(inner))
}
