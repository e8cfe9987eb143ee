import type { Kind } from '../../model/kind.ts'
import { isFields } from '../../model/secret.ts'
import type { Type } from '../../model/type.ts'
import type { Fields, Value } from '../../model/value.ts'
import { normalise } from '../../plan/normalise.ts'

/** What of an entity is encrypted in the database. */
export interface Encrypted {
  /** The fields at its top that are encrypted or hold something that is, ready to be written again; empty: none. */
  fields: Fields
  /** A field that cannot be written again: the controller keeps a hash of it, and would hash that. */
  hashed?: string
}

/** Finds what of an entity a controller with a keyring encrypts. */
export function encryptedFields(fields: Fields, type: Type | undefined, kind: Kind): Encrypted {
  const found: Fields = {}
  const shown = normalise(fields, type, 'current')
  for (const [name, inner] of type?.fields ?? []) {
    if (isEncrypted(fields[name], inner)) found[name] = shown[name]
  }
  const hashed = kind.hashed?.field
  if (hashed === undefined || found[hashed] === undefined) return { fields: found }
  const { [hashed]: _, ...rest } = found
  return { fields: rest, hashed }
}

/** Tells whether entities of a type can hold anything encrypted; one that is not known can. */
export const mayEncrypt = (type: Type | undefined): boolean =>
  type === undefined || type.encrypted === true || innerOf(type).some(mayEncrypt)

const innerOf = ({ fields, of }: Type): Type[] => [...(fields?.values() ?? []), ...(of ? [of] : [])]

function isEncrypted(value: Value | undefined, type: Type): boolean {
  if (value === undefined || value === null || type.replacedBy !== undefined) return false
  if (type.encrypted) return true
  if (Array.isArray(value)) return value.some((each) => type.of !== undefined && isEncrypted(each, type.of))
  if (!isFields(value)) return false
  return Object.entries(value).some(([name, each]) => {
    const inner = type.fields?.get(name) ?? type.of
    return inner !== undefined && isEncrypted(each, inner)
  })
}
