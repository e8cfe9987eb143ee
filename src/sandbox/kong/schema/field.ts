import type { Fault, Row, Value } from './value.ts'

/** A rule that is code in the gateway: undefined when the value is fine. */
export type FieldRule = (value: Value) => Fault | undefined

export interface Pattern {
  pattern: string
  err?: string
}

/** One entity check as the gateway's schema gives it: its name and its argument. */
export interface EntityCheck {
  name: string
  arg: Value
}

/** What an entity rule of the gateway's code found: texts for `@entity` and faults of fields. */
interface EntityFault {
  texts: string[]
  fields?: Record<string, Fault>
}
export type EntityRule = (entity: Row) => EntityFault | undefined

/** A field of Kong's own schema language, with nested shapes compiled. Attribute names are Kong's. */
export interface Field {
  type: string
  required?: boolean
  default?: Value
  auto?: boolean
  uuid?: boolean
  timestamp?: boolean
  unique?: boolean
  unique_across_ws?: boolean
  abstract?: boolean
  referenceable?: boolean
  encrypted?: boolean
  generated?: boolean
  reference?: string
  on_delete?: string
  err?: string
  eq?: Value
  ne?: Value
  one_of?: Value[]
  not_one_of?: Value[]
  gt?: number
  between?: [number, number]
  is_regex?: boolean
  len_eq?: number
  len_min?: number
  len_max?: number
  starts_with?: string
  not_match?: string
  match?: string
  match_none?: Pattern[]
  match_all?: Pattern[]
  match_any?: { patterns: string[]; err?: string }
  contains?: Value
  mutually_exclusive_subsets?: Value[][]
  deprecation?: { replaced_with?: { path: string[] }[] }
  elements?: Field
  keys?: Field
  values?: Field
  shape?: Shape
  rule?: FieldRule
}

/** A record: its fields in order, its deprecated shorthand fields, its entity checks and rules. */
export interface Shape {
  fields: Record<string, Field>
  shorthands: Record<string, Field>
  checks: EntityCheck[]
  rules: { fields: string[]; always?: boolean; rule: EntityRule }[]
}

const list = (value: Value | undefined): Value[] => (Array.isArray(value) ? value : [])
const row = (value: Value | undefined): Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

/** Compiles a field as Kong's GET /schemas gives it. */
function compileField(raw: Row): Field {
  const { fields, elements, keys, values, shorthand_fields, entity_checks, ...rest } = raw
  const field = { ...rest } as unknown as Field
  // Every string of the gateway is non-empty unless its schema says otherwise (service-errors #2, #14, #21).
  if (field.type === 'string' && field.len_min === undefined) field.len_min = 1
  if (elements !== undefined) field.elements = compileField(row(elements))
  if (keys !== undefined) field.keys = compileField(row(keys))
  if (values !== undefined) field.values = compileField(row(values))
  if (field.type === 'record' && !field.abstract) field.shape = compileShape(raw)
  return field
}

/** Compiles a record or a whole entity schema as Kong's GET /schemas gives it. */
export function compileShape(raw: Row): Shape {
  const checks = list(raw.entity_checks).flatMap((check) =>
    Object.entries(row(check)).map(([name, arg]) => ({ name, arg })),
  )
  return { fields: compileFields(raw.fields), shorthands: compileFields(raw.shorthand_fields), checks, rules: [] }
}

function compileFields(raw: Value | undefined): Record<string, Field> {
  const fields: Record<string, Field> = {}
  for (const one of list(raw)) {
    for (const [name, field] of Object.entries(row(one))) fields[name] = compileField(row(field))
  }
  return fields
}
