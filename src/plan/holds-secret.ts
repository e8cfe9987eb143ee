import { isFields, Secret } from '../model/secret.ts'
import type { Type } from '../model/type.ts'
import type { Fields, Value } from '../model/value.ts'

const answers = new WeakMap<Type, boolean>()

/**
 * Tells whether normalising the fields of an entity of the controller would wrap any value as a secret. Nothing is
 * copied, and what cannot be secret by its type is not looked into.
 */
export function holdsSecret(fields: Fields, type: Type | undefined): boolean {
  return inValue(fields, type)
}

function inValue(value: Value | undefined, type: Type | undefined): boolean {
  if (value === undefined || value === null || type === undefined || !canHold(type)) return false
  if (type.secret) return anyScalar(value)
  if (typeof value !== 'object' || value instanceof Secret) return value instanceof Secret
  if (Array.isArray(value)) return value.some((each) => inValue(each, type.of))
  for (const name in value) {
    const inner = type.fields?.get(name)
    if (!inner?.replacedBy && inValue(value[name], inner ?? type.of)) return true
  }
  return false
}

/** Whether a type, or one inside it, is secret. */
function canHold(type: Type): boolean {
  const known = answers.get(type)
  if (known !== undefined) return known
  const inner = [...(type.fields?.values() ?? []), ...(type.of ? [type.of] : [])]
  const answer = type.secret === true || inner.some(canHold)
  answers.set(type, answer)
  return answer
}

function anyScalar(value: Value | undefined): boolean {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.some(anyScalar)
  return isFields(value) ? Object.values(value).some(anyScalar) : true
}
