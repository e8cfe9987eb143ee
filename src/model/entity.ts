import type { Place } from './diagnostic.ts'
import { MASK } from './secret.ts'
import type { Fields } from './value.ts'

/**
 * What a reference in a state file says: the entity it is nested in, or a name or id to look up; `hidden`: it came from
 * the environment; `more`: what else the record says that refers.
 */
export type Target =
  | { entity: Entity }
  | (({ id: string } | { name: string } | { nameOrId: string }) & { hidden?: true; more?: Fields })

type Written = Exclude<Target, { entity: Entity }>

/** The name or id that a reference is written with. */
export function handleOf(target: Written): string {
  if ('id' in target) return target.id
  return 'name' in target ? target.name : target.nameOrId
}

/** The same as a message may show it. */
export function shownHandle(target: Written): string {
  return target.hidden ? MASK : handleOf(target)
}

/** An entity, from a state file or from the controller. */
export interface Entity {
  /** The kind's name, `route`. */
  kind: string
  /** Given by the file, or by the controller. */
  id?: string
  /** Everything but the id, which may stand here as undefined; from the controller, references stand in here as `{id}`. */
  fields: Fields
  /** References of a desired entity, by field; they become ids in the planner. */
  refs: Record<string, Target | Target[]>
  /** Where the state file has it. */
  place?: Place
}
