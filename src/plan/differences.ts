import type { FieldChange } from '../model/change.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import type { TypeOf } from '../model/provider.ts'
import { compareNodes } from './changes.ts'
import { Node } from './node.ts'

/**
 * Tells in which fields an entity of the controller is not as it is wanted, by the rules of a plan: what is not said is left
 * to the controller, defaults are filled, a hash is looked at for what it was made of, and time may run down.
 * @param wanted how it is to be, its references as ids in its fields
 * @param held how the controller has it
 * @param kind the row of both
 * @param typeOf the types of their fields
 */
export function differences(wanted: Entity, held: Entity, kind: Kind, typeOf: TypeOf): FieldChange[] {
  const node = new Node({ kind, desired: wanted, type: typeOf(wanted) })
  node.pairWith(held, typeOf(held))
  compareNodes([node], [])
  return [...node.fields]
}
