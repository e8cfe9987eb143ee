import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import type { Fields } from '../../../model/value.ts'

/** Fields of answers that repeat other entities: a certificate lists the names of its SNIs (Kong 3.9, recorded). */
const REPEATED: Readonly<Record<string, readonly string[]>> = { certificate: ['snis'] }

/** Entities of a controller refer by id, in their fields. */
const NONE: Entity['refs'] = {}

/** Makes an entity of one entry of a list. Its values are taken over, not copied. */
export function entityFrom(kind: Kind, entry: Fields): Entity {
  const fields: Fields = {}
  const repeated = REPEATED[kind.name]
  for (const name in entry) if (name !== 'id' && !repeated?.includes(name)) fields[name] = entry[name]
  return { kind: kind.name, id: String(entry.id), fields, refs: NONE }
}
