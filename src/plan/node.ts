import type { Change, FieldChange } from '../model/change.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import type { Aside } from '../model/plan.ts'
import type { Type } from '../model/type.ts'
import type { Fields } from '../model/value.ts'
import { normalise } from './normalise.ts'
import { rewrite } from './rewrite.ts'

/** What a node is made of: one side of it or, once they are paired, both. */
interface Sides {
  kind: Kind
  desired?: Entity
  current?: Entity
  /** The type of the side that it was made of. */
  type: Type | undefined
  /** References of the file's side, resolved to ids. */
  references?: Fields
}

const NONE: Fields = {}
const UNCHANGED: readonly FieldChange[] = []

/**
 * One entity of the plan with both its sides. Most entities are as they should be, and need no more than a look at
 * what was read; so the normalised form of a side is made when it is asked for, and kept.
 */
export class Node {
  readonly kind: Kind
  readonly desired: Entity | undefined
  readonly type: Type | undefined
  readonly references: Fields
  /** The id that the file gives it: kept here, for to look into each entity takes a large plan long. */
  readonly given: string | undefined
  current: Entity | undefined
  /** The id it has or will have; absent when it is drawn at random. */
  id: string | undefined
  fate: 'create' | 'update' | 'replace' | 'delete' | 'keep'
  fields: readonly FieldChange[] = UNCHANGED
  /** A dependant that the file does not speak for. */
  outside: Change['outside'] | undefined
  /** Why it is left alone, whatever the files say. */
  aside: Aside['why'] | undefined
  #currentType: Type | undefined
  #before: Fields | undefined
  #after: Fields | undefined

  constructor({ kind, desired, current, type, references }: Sides) {
    this.kind = kind
    this.desired = desired
    this.type = type
    this.references = references ?? NONE
    this.given = desired?.id
    this.current = current
    this.id = current?.id
    this.fate = desired === undefined ? 'keep' : 'create'
    this.#currentType = type
  }

  /** Gives this node of the file its other side: what the controller has of it. */
  pairWith(current: Entity, type: Type | undefined): void {
    this.current = current
    this.#currentType = type
    if (current.id !== undefined) this.id = current.id
    this.fate = 'update'
  }

  /** The controller's fields, normalised. */
  get before(): Fields | undefined {
    if (this.current !== undefined) this.#before ??= normalise(this.current.fields, this.#currentType, 'current')
    return this.#before
  }

  /** The file's fields, normalised, references resolved to ids. */
  get after(): Fields | undefined {
    if (this.desired === undefined) return undefined
    if (this.#after === undefined) {
      this.#after = rewrite(normalise(this.desired.fields, this.type, 'desired'), this.kind)
      if (this.references !== NONE) Object.assign(this.#after, this.references)
    }
    return this.#after
  }

  /** The controller's fields as they were read: enough for keys, which have no defaults. */
  get held(): Fields {
    return this.current?.fields ?? NONE
  }

  /** The file's fields as they were read; its references are in `references`. */
  get wanted(): Fields {
    return this.desired?.fields ?? NONE
  }
}
