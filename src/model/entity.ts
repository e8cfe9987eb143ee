import type { Place } from './diagnostic.ts'
import type { Fields } from './value.ts'

/** What a reference in a state file says: the entity it is nested in, or a name or id to look up. */
export type Target = { entity: Entity } | { id: string } | { name: string } | { nameOrId: string }

/** An entity, from a state file or from the controller. */
export interface Entity {
  /** The kind's name, `route`. */
  kind: string
  /** Given by the file, or by the controller. */
  id?: string
  /** Everything but the id; from the controller, references stand in here as `{id}`. */
  fields: Fields
  /** References of a desired entity, by field; they become ids in the planner. */
  refs: Record<string, Target | Target[]>
  /** Where the state file has it. */
  place?: Place
}
