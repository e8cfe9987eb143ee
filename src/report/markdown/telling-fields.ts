import { isFields } from '../../model/secret.ts'
import type { Fields, Value } from '../../model/value.ts'

/** Times that a controller keeps of every entity, and that nobody configures (Kong 3.9). */
const STAMPS: readonly string[] = ['created_at', 'updated_at']

/**
 * Puts an entity's fields in the order in which a reviewer wants them, where only the first are shown.
 * @param fields the whole body
 * @returns without times of the controller's own, and references last, for what it belongs to is told otherwise
 */
export function tellingFields(fields: Fields): Fields {
  const told = Object.entries(fields).filter(([name]) => !STAMPS.includes(name))
  const isLast = ([, value]: [string, Value | undefined]): boolean => isReference(value)
  return Object.fromEntries([...told.filter((each) => !isLast(each)), ...told.filter(isLast)])
}

function isReference(value: Value | undefined): boolean {
  return isFields(value) && Object.keys(value).length === 1 && 'id' in value
}
