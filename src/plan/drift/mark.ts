import type { Stamp } from '../saved/fingerprint.ts'
import { hashText } from './hash-value.ts'

/** What marks of one record are made with. */
export interface Seal {
  /** 16 hex digits. */
  salt: string
  /** The salt as two numbers. */
  seeds: readonly [number, number]
  /** Absent where there is no key of fingerprints: then a secret is marked as present or absent. */
  stamp?: Stamp | undefined
}

/** Gets ready to make marks. */
export function sealOf(salt: string, stamp?: Stamp): Seal {
  const seed = (at: number): number => Number.parseInt(salt.slice(at, at + 8), 16)
  return { salt, seeds: [seed(0), seed(8)], stamp }
}

/** What the two lowest bits of a mark say; a mark of 0 is that of an absent value. */
const [PLAIN, MASKED, KEYED] = [1, 2, 3]

/**
 * Makes a mark of the hash of a value that holds no secret: of different values, one pair in a thousand million has the same. Marks keep
 * values out of sight, and no more than that; so a secret goes in by its keyed fingerprint, or not at all.
 * @returns 32 bits
 */
export function plainMark(hash: number): number {
  return hash === 0 ? 0 : marked(hash, PLAIN)
}

/**
 * Makes a mark of a value that holds a secret.
 * @param masked its hash, in which the secret does not count
 * @param clear gives its hash with the secret
 * @param context tells entity and field, so that equal secrets of different entities do not look alike
 */
export function secretMark(masked: number, clear: () => number, context: string, { salt, stamp }: Seal): number {
  if (masked === 0) return 0
  if (stamp === undefined) return marked(masked, MASKED)
  return marked(Number.parseInt(stamp(`applied ${salt} ${context}`, clear()).slice(-8), 16), KEYED)
}

/** Tells whether two marks were made in the same way, so that they can be compared. */
export function isComparable(one: number, other: number): boolean {
  return one === 0 || other === 0 || (one & 3) === (other & 3)
}

/** Marks the key of an entity by two numbers: 64 bits, so that those of a million entities differ. */
export function keyMark(kind: string, key: string, { seeds }: Seal): KeyMark {
  const text = `${kind} ${key}`
  return [hashText(text, seeds[0]), hashText(text, seeds[1])]
}

/** The same for a key that is secret; undefined where there is no key of fingerprints. */
export function secretKeyMark(kind: string, key: string, { salt, stamp }: Seal): KeyMark | undefined {
  if (stamp === undefined) return undefined
  const print = stamp(`applied ${salt} key of ${kind}`, key)
  return [Number.parseInt(print.slice(-16, -8), 16), Number.parseInt(print.slice(-8), 16)]
}

/** Two zeros stand for a key that is secret, or none. */
export type KeyMark = readonly [number, number]

/** Tells whether there is a mark at all. */
export function isKey([one, other]: KeyMark): boolean {
  return one !== 0 || other !== 0
}

const marked = (bits: number, sort: number): number => ((bits << 2) | sort) >>> 0
