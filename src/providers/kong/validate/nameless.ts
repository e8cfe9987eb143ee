import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { noKey } from '../../../model/no-key.ts'
import type { KindByName } from './describe.ts'
import { dotted } from './fault.ts'
import { dig } from './look-up.ts'

/** What a key that the gateway asks for itself is missed by. */
const MISSED: ReadonlySet<string> = new Set(['required-field', 'failed-check'])

/**
 * Finds entities of state files that a later run could not find again: they have no id, and none of their kind's keys. The gateway
 * takes them, and decK does not.
 * @param found what is wrong besides: where a field is missing, that says it better
 */
export function findNameless(
  entities: readonly Entity[],
  kinds: KindByName,
  found: readonly Diagnostic[],
): Diagnostic[] {
  const nameless = entities.flatMap((entity) => {
    const kind = kinds.get(entity.kind)
    return kind && isNameless(entity, kind) ? [{ entity, kind }] : []
  })
  if (nameless.length === 0) return []
  const told = new Set(found.filter(({ code }) => MISSED.has(code)).map(({ place }) => spotOf(place)))
  return nameless
    .filter(({ entity: { place } }) => place === undefined || !told.has(spotOf(place)))
    .map(({ entity, kind }) => noKey(kind, entity.place))
}

/** An entity's place, or that of the one that a field of it stands in. */
function spotOf(place: Entity['place']): string | undefined {
  if (place === undefined) return undefined
  const { file, document, path } = place
  const end = path.findLastIndex((step) => typeof step === 'number') + 1
  return JSON.stringify([file, document, path.slice(0, end)])
}

function isNameless({ id, fields, refs }: Entity, kind: Kind): boolean {
  if (id !== undefined || kind.secretKey || kind.endpoint.by !== undefined) return false
  for (const group of kind.keys) if (isGiven(group, fields, refs, kind)) return false
  return true
}

/** A key counts by what of it is no secret; references may be absent where it has other fields. */
function isGiven(group: readonly string[], fields: Entity['fields'], refs: Entity['refs'], kind: Kind): boolean {
  let some = false
  for (const field of group) {
    if (kind.secret.includes(field)) continue
    const value = refs[field] ?? fields[field] ?? dig(fields, dotted(field))
    if (value !== undefined && value !== null) some = true
    else if (!kind.mayLack?.includes(field) && !kind.references.some((each) => each.field === field)) return false
  }
  return some
}
