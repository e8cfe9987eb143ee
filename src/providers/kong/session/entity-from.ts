import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'

/**
 * Fields of answers that are no configuration: a certificate repeats the names of its SNIs (Kong 3.9, recorded), an RBAC user
 * shows a part of a hash of its token, an admin what has become of the invitation (Enterprise, documents).
 */
const REPEATED: Readonly<Record<string, readonly string[]>> = {
  certificate: ['snis'],
  'rbac-user': ['user_token_ident'],
  admin: ['status', 'rbac_user'],
}

/** Entities of a controller refer by id, in their fields. */
const NONE: Entity['refs'] = {}

/** Makes an entity of one entry of a list. The entry is taken over, not copied; its `id` is then undefined. */
export function entityFrom(kind: Kind, entry: Fields): Entity {
  const id = String(entry.id)
  // Taking the id away, or copying the others, would cost more than all else that is done with most entities.
  entry.id = undefined
  for (const field of REPEATED[kind.name] ?? []) delete entry[field]
  if (Array.isArray(entry.partials)) entry.partials = entry.partials.map(withoutName)
  return { kind: kind.name, id, fields: entry, refs: NONE }
}

/** A plugin's link to a partial repeats the name that the partial has (documents: "Partials"). */
function withoutName(link: Value): Value {
  if (!isFields(link)) return link
  const { name: _name, ...rest } = link
  return rest
}
