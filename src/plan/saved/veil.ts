import { isRecord, type Plain } from '../../model/plain.ts'
import { holdsPrivateKey, isFields, Secret } from '../../model/secret.ts'
import type { Fields, Value } from '../../model/value.ts'
import type { Stamp } from './fingerprint.ts'

/** The key of a record that stands for a secret. A field that is really called so gets one more `$`. */
const MARK = '$secret'

/** What is told of a secret: where its value comes from, and a keyed fingerprint of it; neither tells its length. */
interface Veiled {
  reference?: string
  fingerprint?: string
}

/** A value that Kong itself looks up in a vault. */
const VAULT = /^\{vault:\/\/[^{}\s]+\}$/

/**
 * Copies a value for a saved plan: keys in order, and in place of each secret (a private key is one wherever it stands)
 * a reference, a fingerprint, or nothing but the word that there is one. One that is null is absent.
 * @param context goes into the fingerprints
 * @param stamp absent where there is no key
 */
export function veil(value: Value, context: string, stamp: Stamp | undefined): Plain {
  if (value instanceof Secret) return isNull(value) ? null : { [MARK]: { ...veiled(value, context, stamp) } }
  if (typeof value === 'string' && holdsPrivateKey(value)) return veil(new Secret(value), context, stamp)
  if (Array.isArray(value)) return value.map((each) => veil(each, context, stamp))
  return isFields(value) ? veilFields(value, context, stamp) : value
}

/** There is nothing to hide, and that a secret goes is to be seen. */
const isNull = (secret: Secret): boolean => secret.known && secret.reveal() === null

/** Does the same with a whole entity. */
export function veilFields(fields: Fields, context: string, stamp: Stamp | undefined): { [name: string]: Plain } {
  const names = Object.keys(fields).sort()
  return Object.fromEntries(
    names.flatMap((name): [string, Plain][] => {
      const value = fields[name]
      return value === undefined ? [] : [[isMark(name) ? `$${name}` : name, veil(value, context, stamp)]]
    }),
  )
}

const isMark = (name: string): boolean => /^\$+secret$/.test(name)

function veiled(secret: Secret, context: string, stamp: Stamp | undefined): Veiled {
  const value = secret.known ? secret.reveal() : undefined
  const isLookup = secret.variable === undefined && typeof value === 'string' && VAULT.test(value)
  if (isLookup) return { reference: value }
  return {
    ...(secret.variable !== undefined && { reference: placeholders(secret.variable) }),
    ...(stamp && value !== undefined && { fingerprint: stamp(context, value) }),
  }
}

/** A secret may be made of several variables. */
const placeholders = (variables: string): string =>
  variables
    .split(', ')
    .map((name) => `\${{ env ${JSON.stringify(name)} }}`)
    .join(' ')

/** Turns a value of a saved plan back, for reports: secrets are wrapped, and their values are not known. */
export function unveil(plain: Plain): Value {
  if (Array.isArray(plain)) return plain.map(unveil)
  if (!isRecord(plain)) return plain
  return isVeiled(plain) ? new Secret(undefined) : unveilFields(plain)
}

/** Does the same with a whole entity. */
export function unveilFields(plain: { [name: string]: Plain }): Fields {
  return Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [isMark(name) ? name.slice(1) : name, unveil(value)]),
  )
}

/** Tells whether plain data stands for a secret. */
export function isVeiled(plain: Plain | undefined): plain is { [MARK]: Plain } {
  return isRecord(plain) && MARK in plain
}

/** Tells whether two secrets may be the same: by where they come from and by fingerprint, as far as both are known. */
export function isSameSecret(one: { [MARK]: Plain }, other: { [MARK]: Plain }): boolean {
  const [a, b] = [one[MARK], other[MARK]]
  if (!isRecord(a) || !isRecord(b) || a.reference !== b.reference) return false
  return a.fingerprint === undefined || b.fingerprint === undefined || a.fingerprint === b.fingerprint
}
