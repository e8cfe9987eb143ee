import type { Place } from '../../../model/diagnostic.ts'
import type { Kind } from '../../../model/kind.ts'
import { isFields } from '../../../model/secret.ts'
import type { Value } from '../../../model/value.ts'
import { ownFields, readReference } from './reference.ts'
import { inside, type Parent, refuse, type Walk } from './walk.ts'

/**
 * Reads an entry that ties the entity it stands in to another one: a consumer's group, a group's consumer. The entry is a
 * name, or a mapping with the name or id of the other one.
 */
export function readJoin(kind: Kind, value: Value, place: Place, parent: Parent, walk: Walk): void {
  const other = kind.references.find(({ field }) => field !== parent.reference.field)
  if (other === undefined) return
  if (value === null) {
    refuse(walk.diagnostics, place, 'invalid-reference', `this entry names no ${other.kind}`, 'write its name or id')
    return
  }
  const target = readReference(other, value, place, walk.diagnostics)
  if (target === undefined) return
  const fields = isFields(value) ? ownFields(value, other.kind) : {}
  const refs = { [parent.reference.field]: { entity: parent.entity }, [other.field]: target }
  for (const name of Object.keys(fields)) if (Object.hasOwn(refs, name)) refuseAgain(name, place, walk)
  walk.entities.push({ kind: kind.name, fields, refs, place })
}

function refuseAgain(name: string, place: Place, walk: Walk): void {
  const message = `this entry stands under what it says as ${name}`
  refuse(walk.diagnostics, inside(place, name), 'nested-reference', message, `remove ${name}`)
}
