/** A JSON value as parsed. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** One check between the fields of a record, as Kong lists them: `{ at_least_one_of: [...] }` and the like. */
export type KongCheck = Readonly<Record<string, Json>>

/** A field as `GET /schemas/...` describes it (Kong 3.9 Admin API, recorded). An empty Lua table is sent as `{}`, also where a list is meant. */
export interface KongField {
  type?: string
  fields?: readonly KongNamed[] | Record<string, never>
  shorthand_fields?: readonly KongNamed[] | Record<string, never>
  elements?: KongField
  keys?: KongField
  values?: KongField
  entity_checks?: readonly KongCheck[] | Record<string, never>
  [attribute: string]: unknown
}

/** An object with one key: the field's name. */
export type KongNamed = Readonly<Record<string, KongField>>

/** A whole answer of `GET /schemas/<entity>` or `/schemas/plugins/<name>`: a record without a type. */
export type KongSchema = KongField

/** Tells whether a parsed answer has the shape of a schema: a list of fields, each an object with one key. */
export function isKongSchema(answer: unknown): answer is KongSchema {
  return typeof answer === 'object' && answer !== null && 'fields' in answer && typeof answer.fields === 'object'
}
