import type { Entity } from '../../../model/entity.ts'
import type { Type } from '../../../model/type.ts'
import type { Fields, Value } from '../../../model/value.ts'

/** A default that depends on another field of the entity; `when` is given the entity's fields. */
interface Dependent {
  field: string
  when(fields: Fields): boolean
  instead: Value
}

/** By kind. Sources: recordings of Kong 3.9.3. */
const DEPENDENT: Readonly<Record<string, Dependent>> = {
  // routes 22 and 23: a gRPC route has strip_path false, and may not say otherwise.
  route: {
    field: 'strip_path',
    when: ({ protocols }) => Array.isArray(protocols) && protocols.some((each) => each === 'grpc' || each === 'grpcs'),
    instead: false,
  },
  // upstreams-targets 8: an upstream with something to hash on is balanced by it.
  upstream: {
    field: 'algorithm',
    when: ({ hash_on }) => typeof hash_on === 'string' && hash_on !== 'none',
    instead: 'consistent-hashing',
  },
}

const adapted = new WeakMap<Type, Type>()

/** Adapts a compiled type to the defaults that depend on another field; gives the same type where none does. */
export function adaptType(type: Type, entity: Pick<Entity, 'kind' | 'fields'>): Type {
  const rule = DEPENDENT[entity.kind]
  if (!rule?.when(entity.fields)) return type
  const known = adapted.get(type)
  if (known) return known
  const field = type.fields?.get(rule.field)
  if (!type.fields || !field) return type
  const result = { ...type, fields: new Map(type.fields).set(rule.field, { ...field, default: rule.instead }) }
  adapted.set(type, result)
  return result
}
