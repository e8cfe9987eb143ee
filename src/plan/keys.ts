import { createHash } from 'node:crypto'
import type { Kind } from '../model/kind.ts'
import { clear, isFields } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'

/** The id inside a reference as the controller writes it, `{id}`. */
export function idOf(reference: Value | undefined): string | undefined {
  const id = isFields(reference) ? reference.id : undefined
  return typeof id === 'string' ? id : undefined
}

/** The ids inside a reference or a list of them. */
export function idsOf(reference: Value | undefined): string[] {
  if (Array.isArray(reference))
    return reference.flatMap((each) => (typeof each === 'string' ? each : (idOf(each) ?? [])))
  const id = idOf(reference)
  return id === undefined ? [] : [id]
}

const NONE: Fields = {}

/**
 * A text that is equal for two entities of a kind exactly when a group of fields is equal; undefined when the entity
 * has no value there. References count by id, and may be absent where the group has other fields; those in
 * `references` stand over those in `fields`.
 */
export function keyOf(
  kind: Kind,
  group: readonly string[],
  fields: Fields,
  references: Fields = NONE,
): string | undefined {
  return keyReader(kind, group)(fields, references)
}

/** Gives such keys, as `keyOf` does, for who asks for those of many entities. */
export function keyReader(
  kind: Kind,
  group: readonly string[],
): (fields: Fields, references?: Fields) => string | undefined {
  const [only] = group
  if (group.length !== 1 || only === undefined || isReference(kind, only))
    return (fields, references = NONE) => keyOfSeveral(kind, group, fields, references)
  return (fields) => {
    const value = clear(fields[only])
    return value === undefined || value === null ? undefined : String(value)
  }
}

/** Tells whether a field of a kind refers to another entity. */
export function isReference(kind: Kind, field: string): boolean {
  for (const reference of kind.references) if (reference.field === field) return true
  return false
}

function keyOfSeveral(kind: Kind, group: readonly string[], fields: Fields, references: Fields): string | undefined {
  const parts: string[] = []
  let filled = false
  for (const field of group) {
    const refers = isReference(kind, field)
    const value = refers ? idOf(references[field] ?? fields[field]) : valueAt(fields, field)
    if (value === undefined || value === null) {
      if (!refers && !kind.mayLack?.includes(field)) return undefined
      parts.push('')
    } else {
      filled = true
      parts.push(String(value))
    }
  }
  return filled ? parts.join('\u0000') : undefined
}

/** The value of a field, which may be dotted. */
function valueAt(fields: Fields, field: string): Value | undefined {
  const whole = clear(fields[field])
  const dot = whole === undefined ? field.indexOf('.') : -1
  const inner = dot < 0 ? undefined : fields[field.slice(0, dot)]
  return isFields(inner) ? valueAt(inner, field.slice(dot + 1)) : whole
}

/** What a person may call an entity by in a reference: the values of its one-field keys that are no secret. */
export function namesOf(kind: Kind, fields: Fields): string[] {
  const names: string[] = []
  for (const group of kind.keys) {
    const [field] = group
    if (group.length !== 1 || field === undefined || kind.secret.includes(field)) continue
    const value = clear(fields[field])
    if (typeof value === 'string') names.push(value)
  }
  return names
}

type KeyReader = ReturnType<typeof keyReader>

const publicReaders = new WeakMap<Kind, readonly KeyReader[]>()

/** The text that a new entity's id is derived from; undefined where all of its key is secret or it has none. */
export function publicKey(kind: Kind, fields: Fields, references: Fields = NONE): string | undefined {
  for (const read of publicReaders.get(kind) ?? makePublicReaders(kind)) {
    const text = read(fields, references)
    if (text !== undefined) return text
  }
  return undefined
}

/** One for each key of a kind, by what of it is no secret; made once for all its entities. */
function makePublicReaders(kind: Kind): readonly KeyReader[] {
  const groups = kind.keys.map((group) => group.filter((field) => !kind.secret.includes(field)))
  const readers = groups.filter((open) => open.length > 0).map((open) => keyReader(kind, open))
  publicReaders.set(kind, readers)
  return readers
}

/** What the controller stores of a hashed field: sha1 of the value and the id its `salt` refers to, in hex (recorded: basic-auth of Kong 3.9). */
export function storedHash(value: string, saltId: string): string {
  return createHash('sha1')
    .update(value + saltId)
    .digest('hex')
}
