import type { Kind } from '../../../model/kind.ts'
import { isFields, reveal } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'

/**
 * The body of a full write. Left out: what Kong alone sets, the id (it is in the path), and nulls that Kong takes
 * badly: `ttl: null` of key-auth is a 500, and a null where Kong would make a value stays null (3.9, recorded).
 */
export function fullBody(kind: Kind, body: Fields): Fields {
  const result: Fields = {}
  for (const name in body) {
    const value = body[name]
    if (value === undefined || name === 'id' || kind.readOnly.includes(name)) continue
    if (value === null && (kind.generated.includes(name) || name === kind.elapsing)) continue
    result[name] = value
  }
  return result
}

/**
 * The body of a partial write: what differs from what the controller held, and an explicit null for what goes. Times
 * and what Kong makes itself stay as they are, and so does a hashed field that is not given.
 */
export function partialBody(kind: Kind, body: Fields, previous: Fields | undefined): Fields {
  const next = fullBody(kind, body)
  const result: Fields = {}
  for (const [name, value] of Object.entries(next)) {
    if (value === undefined || name === 'created_at' || same(value, previous?.[name])) continue
    result[name] = withNulls(value, previous?.[name])
  }
  for (const [name, value] of Object.entries(fullBody(kind, previous ?? {}))) {
    if (value === null || name in next || isKept(kind, name)) continue
    result[name] = null
  }
  return result
}

/** Kong joins a record of a partial write with the one that it holds, so that what goes must be named. */
function withNulls(value: Value, previous: Value | undefined): Value {
  if (!isFields(value) || !isFields(previous)) return value
  const result: Fields = {}
  for (const [name, held] of Object.entries(previous)) if (held !== null) result[name] = null
  for (const [name, inner] of Object.entries(value))
    if (inner !== undefined) result[name] = withNulls(inner, previous[name])
  return result
}

const isKept = (kind: Kind, name: string): boolean =>
  kind.generated.includes(name) || name === kind.hashed?.field || name === kind.elapsing

function same(left: Value, right: Value | undefined): boolean {
  return right !== undefined && canonical(reveal(left)) === canonical(reveal(right))
}

function canonical(value: Value): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
  })
}
