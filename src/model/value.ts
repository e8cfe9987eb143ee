import type { Secret } from './secret.ts'

/** Any value an entity's field can hold. Secrets stay wrapped until the wire. */
export type Value = null | boolean | number | string | Secret | Value[] | Fields

/** The fields of an entity, or of a record inside it, by name. */
export interface Fields {
  [field: string]: Value | undefined
}
