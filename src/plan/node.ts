import type { FieldChange } from '../model/change.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import type { Type } from '../model/type.ts'
import type { Fields } from '../model/value.ts'

/** One entity of the plan with both its sides. */
export interface Node {
  kind: Kind
  desired?: Entity
  current?: Entity
  type: Type | undefined
  /** The controller's fields, normalised. */
  before?: Fields
  /** The file's fields, normalised, references resolved to ids. */
  after?: Fields
  /** The id it has or will have; absent when it is drawn at random. */
  id?: string
  fate: 'create' | 'update' | 'replace' | 'delete' | 'keep'
  fields: FieldChange[]
  /** A dependant that the file does not speak for. */
  outside?: 'selection' | 'excluded' | 'unmanaged'
}
