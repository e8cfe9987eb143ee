import type { Place } from './diagnostic.ts'
import type { Fields, Value } from './value.ts'

/** What an entity belongs to, up to one that belongs to nothing. */
export interface Parent {
  kind: string
  label: string
  parent?: Parent
}

export type Action = 'create' | 'update' | 'replace' | 'delete'

/** Which side changed since both were last the same: `unknown` where no record tells. */
export type Cause = 'gateway' | 'file' | 'both' | 'unknown'

/** One field that differs; `path` is dotted with indexes, `config.redis.host`, `paths[2]`. */
export interface FieldChange {
  path: string
  before?: Value
  after?: Value
  /** The entry of a list stands elsewhere: its old and new index. */
  moved?: { from: number; to: number }
  /** In a drift report. */
  cause?: Cause
}

/** One line of the plan: what happens to one entity. Plain data. */
export interface Change {
  /** Unique in the plan and stable from run to run: `update service users`. */
  id: string
  action: Action
  kind: string
  /** The entity's id in the controller; absent where it is drawn at apply. */
  entityId?: string
  /** For `replace`: the id that goes. */
  oldId?: string
  /** What a person calls it, free of secrets: `users-v1`, `rate-limiting on service users`. */
  label: string
  /** The entity it belongs to, for grouping. */
  parent?: Parent
  before?: Fields
  after?: Fields
  fields: FieldChange[]
  /** Why a delete happens though nobody asked for it: the change that takes this entity along. */
  takenBy?: string
  /** A taken entity that the file does not speak for; `exempt`: the exclusion lists name it, and no option lets it go. */
  outside?: 'selection' | 'excluded' | 'exempt' | 'unmanaged'
  /** In a drift report. */
  cause?: Cause
  /** In a drift report: the gateway has the same entity elsewhere or under another name; the label that it has on the other side. */
  counterpart?: string
  place?: Place
}

/** One write to the controller; a change has one or more, a taken delete has none. */
export interface Step {
  id: string
  /** The change that it carries out. */
  change: string
  action: 'create' | 'update' | 'delete'
  kind: string
  /** Absent: drawn at random when applied (a secret natural key must not be derivable from the id). */
  entityId?: string
  /** The whole body of a create or update. */
  body?: Fields
  /** What the controller held. */
  previous?: Fields
  /** Ids of steps that must have succeeded. */
  needs: string[]
  /** For a delete or temporary rename that frees a unique value: the steps it makes way for. They are checked before it starts, and it is undone when they fail. */
  frees?: string[]
  /** Said of a step that is a detour: `by way of a temporary name`. */
  note?: string
  /** It puts back what another step did in vain. */
  restores?: true
  /** What is true of the entity as long as this step is done and the rest of its change is not: `it has a temporary name`. */
  meanwhile?: string
}
