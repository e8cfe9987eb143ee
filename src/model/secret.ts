import { inspect } from 'node:util'
import type { Fields, Value } from './value.ts'

/** What is shown wherever a secret would be. */
export const MASK = '(secret)'

/**
 * A value that must not be seen: printing, JSON and inspection give a mask, so that whoever forgets to mask
 * leaks nothing. Only `reveal` gives it back, and only the wire, the dump writer and the comparison call that.
 */
export class Secret {
  readonly #value: null | boolean | number | string | undefined
  /** The environment variable that it came from, if it did. */
  readonly variable: string | undefined
  /** False for a placeholder whose variable is not set and that validation tolerates. */
  readonly known: boolean
  /** What is to be said of it, where its variables are set but leave it without a value, and nothing in the file says that they may. */
  readonly empty: string | undefined

  constructor(value: null | boolean | number | string | undefined, variable?: string, empty?: string) {
    this.#value = value
    this.variable = variable
    this.empty = empty
    this.known = value !== undefined
  }

  /** The clear value. Raises an error for a placeholder without a value. */
  reveal(): null | boolean | number | string {
    if (this.#value === undefined) throw new Error(`the value of ${this.variable ?? 'a placeholder'} is not known`)
    return this.#value
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  [inspect.custom](): string {
    return MASK
  }
}

const PRIVATE = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/

/** Tells whether a text holds a private key in PEM, which is a secret wherever it stands. */
export function holdsPrivateKey(text: string): boolean {
  return PRIVATE.test(text)
}

/** Gives a scalar in clear, whether it was wrapped or not; lists and records as they are. */
export function clear(value: Value | undefined): Value | undefined {
  if (typeof value !== 'object' || !(value instanceof Secret)) return value
  return value.known ? value.reveal() : undefined
}

/** Copies a value with every secret in clear, ready for the wire or for a file that may hold secrets. */
export function reveal(value: Value): Value {
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value)) return value.map(reveal)
  if (typeof value !== 'object' || value === null) return value
  const given: [string, Value][] = []
  for (const name of Object.keys(value)) {
    const inner = value[name]
    if (inner !== undefined) given.push([name, reveal(inner)])
  }
  return Object.fromEntries(given)
}

/**
 * Writes a value as JSON with every secret in clear, for the same readers as `reveal`. Secrets print as a mask, as JSON too: only
 * a text that shows one is written again.
 */
export function revealedJson(value: Value, indent?: number): string {
  const text = JSON.stringify(value, null, indent)
  return text.includes(MASK) ? JSON.stringify(reveal(value), null, indent) : text
}

/** Tells whether anything in a value, at any depth, is wrapped as a secret. */
export function isWrapped(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Secret) return true
  if (Array.isArray(value)) return value.some(isWrapped)
  // Called for every value that is read: no list of names is made.
  for (const name in value) if (isWrapped((value as Fields)[name])) return true
  return false
}

/** Tells whether a value is a record or map: not null, not a list, not a secret. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret)
}
