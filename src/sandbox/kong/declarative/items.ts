import type { Catalogue } from '../catalogue.ts'
import { isRow, type Row, type Value } from '../schema/value.ts'

/** An entity of a declarative configuration: its own fields, and where it was found. */
export interface Item {
  collection: string
  fields: Row
  /** Place in the list that holds it, from 0. */
  index: number
  /** The field that refers to the entity around it. */
  parentField?: string
  children: Item[]
  /** What was written, without entities inside it, as error reports show it. */
  written: Row
}

/** The lists that an entity may hold: child collection → the child's field that refers back. */
export function childLists(catalogue: Catalogue, collection: string): Map<string, string> {
  const lists = new Map<string, string>()
  for (const name of catalogue.collections.keys()) {
    const back = catalogue.references(name).find((reference) => reference.to === collection)
    // A certificate's `services` would only be a way to write a service's client_certificate; the gateway has none.
    if (back && back.field !== 'client_certificate') lists.set(name, back.field)
  }
  return lists
}

/** Takes an entity apart into its own fields and the entities inside it. */
export function readItem(
  catalogue: Catalogue,
  collection: string,
  given: Row,
  index: number,
  parentField?: string,
): Item {
  const { _comment: _c, _ignore: _i, ...rest } = given
  const lists = childLists(catalogue, collection)
  const children: Item[] = []
  const fields: Row = {}
  for (const [name, value] of Object.entries(rest)) {
    const back = lists.get(name)
    if (back === undefined || !isListOfRows(value)) fields[name] = value
    else for (const [at, child] of value.entries()) children.push(readItem(catalogue, name, child, at, back))
  }
  const item: Item = { collection, fields, index, children, written: { ...fields } }
  if (parentField !== undefined) item.parentField = parentField
  return item
}

/** True for a list that holds nothing but objects. */
export function isListOfRows(value: Value | undefined): value is Row[] {
  return Array.isArray(value) && value.every(isRow)
}

/** Runs through items and what is inside them, parents first. */
export function* allItems(items: readonly Item[]): Generator<Item> {
  for (const item of items) {
    yield item
    yield* allItems(item.children)
  }
}
