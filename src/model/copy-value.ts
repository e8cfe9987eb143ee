import { isFields } from './secret.ts'
import type { Fields, Value } from './value.ts'

/** Copies a value so that nothing in it is shared but secrets, which never change. A field without a value is left out. */
export function copyOf(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyOf)
  return isFields(value) ? mapValues(value, copyOf) : value
}

/** Makes a record of another one's values, each changed; a field without a value is left out. */
export function mapValues(fields: Fields, change: (value: Value) => Value): Fields {
  const given = Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, change(value)]))
}
