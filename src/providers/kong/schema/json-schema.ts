import type { Json, KongCheck } from './kong-schema.ts'

/** What Kong says of a node, kept beside the JSON Schema words made from it. */
export interface KongNode {
  /** Kong's type of the field; absent at a root, which has `kind`. */
  type?: string
  kind?: 'record'
  entity_checks?: readonly KongCheck[]
  /** A deprecated flat name of a field that stands elsewhere in the record. */
  shorthand?: true
  /** The attributes of a shorthand that has the name of a field. */
  alias?: Readonly<Record<string, Json>>
  /** The gateway makes a default of its own, another one at each start. */
  generated?: true
  [attribute: string]: Json | readonly KongCheck[] | Readonly<Record<string, Json>> | undefined
}

/** The part of JSON Schema (draft 2020-12) that our schemas use. */
export interface JsonSchema {
  $schema?: string
  $id?: string
  title?: string
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  propertyNames?: JsonSchema
  items?: JsonSchema
  uniqueItems?: boolean
  minItems?: number
  maxItems?: number
  minProperties?: number
  maxProperties?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  pattern?: string
  enum?: Json[]
  const?: Json
  default?: Json
  deprecated?: boolean
  not?: JsonSchema
  allOf?: JsonSchema[]
  anyOf?: JsonSchema[]
  'x-kong'?: KongNode
}
