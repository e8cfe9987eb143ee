import { isFields } from '../../model/secret.ts'
import type { Fields, Value } from '../../model/value.ts'
import { shownValue } from './shown-value.ts'

/** One value of an entity, with the path that leads to it. */
export interface Leaf {
  path: string
  text: string
}

/**
 * Lays out a whole entity as a list of values; what is absent or null is left out.
 * @param fields the body
 * @returns a row for each value, `config.redis.host`, in the body's own order; secrets masked
 */
export function valueRows(fields: Fields): Leaf[] {
  const leaves: Leaf[] = []
  for (const [name, value] of Object.entries(fields)) collect(name, value, leaves)
  return leaves
}

function collect(path: string, value: Value | undefined, out: Leaf[]): void {
  if (value === undefined || value === null) return
  if (isFields(value) && Object.keys(value).length > 0) {
    for (const [name, inner] of Object.entries(value)) collect(`${path}.${name}`, inner, out)
  } else if (Array.isArray(value) && value.some(isFields)) {
    for (const [index, inner] of value.entries()) collect(`${path}[${index}]`, inner, out)
  } else out.push({ path, text: shownValue(value) })
}
