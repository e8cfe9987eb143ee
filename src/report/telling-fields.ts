import { isFields } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { hidden } from './hidden.ts'

/** Times that a controller keeps of every entity, and that nobody configures (Kong 3.9). */
const STAMPS: readonly string[] = ['created_at', 'updated_at']

/**
 * Puts an entity's fields in the order in which a reviewer wants them, where only the first are shown; the same for a plan that was
 * made just now and for a saved one.
 * @param fields the whole body
 * @param parent the kind that it is told under, whose reference says nothing more
 * @returns the name, texts and lists, records, numbers, switches and secrets, then references, for what it belongs to is told otherwise;
 *   without times of the controller's own
 */
export function tellingFields(fields: Fields, parent: string | undefined): Fields {
  const isTold = ([name, value]: Field): boolean => name === parent && isFields(value) && isReference(value)
  return ordered(Object.entries(fields).filter((field) => !STAMPS.includes(field[0]) && !isTold(field)))
}

type Field = [name: string, value: Value | undefined]

function ordered(fields: Field[]): Fields {
  const sorted = fields.sort(([a, one], [b, other]) => rank(a, one) - rank(b, other) || (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([name, value]) => [name, value === undefined ? value : inside(value)]))
}

function inside(value: Value): Value {
  if (Array.isArray(value)) return value.map(inside)
  return isFields(value) ? ordered(Object.entries(value)) : value
}

function rank(name: string, value: Value | undefined): number {
  if (name === 'name') return 0
  if (isFields(value)) return isReference(value) ? 4 : 2
  const isSmall = ['number', 'boolean'].includes(typeof value) || value === '' || isEmptyList(value) || hidden(value)
  return isSmall ? 3 : 1
}

const isEmptyList = (value: Value | undefined): boolean => Array.isArray(value) && value.length === 0

function isReference(value: Fields): boolean {
  return Object.keys(value).length === 1 && 'id' in value
}
