import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import type { Fields } from '../../../model/value.ts'

/** Fields of answers that repeat other entities: a certificate lists the names of its SNIs (Kong 3.9, recorded). */
const REPEATED: Readonly<Record<string, readonly string[]>> = { certificate: ['snis'] }

/** Makes an entity of one entry of a list. The entry is taken over, not copied. */
export function entityFrom(kind: Kind, entry: Fields): Entity {
  const { id, ...fields } = entry
  for (const field of REPEATED[kind.name] ?? []) delete fields[field]
  return { kind: kind.name, id: String(id), fields, refs: {} }
}
