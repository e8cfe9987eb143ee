import type { Value } from './value.ts'

/**
 * What the planner needs to know of a field, compiled once per schema: how to fill it, compare it and hide it.
 * A record's `fields` are in the schema's order.
 */
export interface Type {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'record' | 'map' | 'array' | 'set' | 'foreign' | 'any'
  /** Of a record. */
  fields?: ReadonlyMap<string, Type>
  /** Elements of an array or set, values of a map. */
  of?: Type
  /** Filled when the field is absent. Never present for generated or encrypted-at-random defaults. */
  default?: Value
  required?: boolean
  /** Masked everywhere. */
  secret?: boolean
  /** The controller encrypts it in its database, where it has keys for that. */
  encrypted?: boolean
  /** The controller makes a value when it is absent. */
  generated?: boolean
  /** One of a fixed list of values. */
  enum?: boolean
  /** A deprecated flat field: the path, inside the same record, of the field that replaced it. */
  replacedBy?: readonly string[]
}
