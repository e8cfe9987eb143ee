/** A JSON value. In Kong's terms null is its "null" and undefined is Lua's nil: "not given". */
export type Value = null | boolean | number | string | Value[] | Row

/** A JSON object: an entity, or a record in one. */
export interface Row {
  [field: string]: Value
}

/** What is wrong with a value: a text, or the same shape as the value with texts at the faulty places. */
export type Fault = string | FaultTable | FaultList
export interface FaultTable {
  [field: string]: Fault
}
export type FaultList = (Fault | null)[]

/** True for a JSON object, false for null, lists and scalars. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True for what Kong's entity checks call empty: not given, null, "", an empty list or an empty object. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** Reads a dotted path (`config.redis.host`) of a row; undefined where a part is missing. */
export function readPath(row: Row, path: string): Value | undefined {
  let value: Value | undefined = row
  for (const part of path.split('.')) {
    if (!isRow(value)) return undefined
    value = value[part]
  }
  return value
}
