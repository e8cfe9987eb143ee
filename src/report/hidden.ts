import type { Plain } from '../model/plain.ts'
import { holdsPrivateKey, MASK, Secret } from '../model/secret.ts'
import type { Value } from '../model/value.ts'

/**
 * Tells whether a value must not be shown: a marked secret, or a private key wherever it stands.
 * @param value any value of a field
 */
export function hidden(value: Value | undefined): boolean {
  return value instanceof Secret || (typeof value === 'string' && holdsPrivateKey(value))
}

/**
 * Copies a value for a report, with a mask in place of whatever must not be shown.
 * @param value any value of a field
 * @returns plain data; fields that are absent stay so
 */
export function masked(value: Value): Plain {
  if (value instanceof Secret || hidden(value)) return MASK
  if (Array.isArray(value)) return value.map(masked)
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, Plain> = {}
  for (const [name, inner] of Object.entries(value)) if (inner !== undefined) setOwn(copy, name, masked(inner))
  return copy
}

// Plain assignment to `__proto__` would change the prototype in place of adding a key.
function setOwn(copy: Record<string, Plain>, name: string, value: Plain): void {
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true })
}
