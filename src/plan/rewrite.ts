import type { Kind } from '../model/kind.ts'
import { clear } from '../model/secret.ts'
import type { Fields } from '../model/value.ts'

/** Changes normalised fields into what the controller will make of them, by the kind's row. */
export function rewrite(fields: Fields, kind: Pick<Kind, 'rewrites'>): Fields {
  for (const { when, stores } of kind.rewrites ?? []) {
    const holds = Object.entries(when).every(([field, values]) => values.includes(String(clear(fields[field]))))
    if (holds) Object.assign(fields, stores)
  }
  return fields
}
