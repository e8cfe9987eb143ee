import type { Value } from '../../model/value.ts'
import type { Stamp } from '../saved/fingerprint.ts'
import { canonicalText } from './canonical-text.ts'
import type { Slot } from './layout.ts'

/** What marks of one record are made with. */
export interface Seal {
  /** 16 hex digits. */
  salt: string
  /** Absent where there is no key of fingerprints: then a secret is marked as present or absent. */
  stamp?: Stamp | undefined
}

/** What the two lowest bits of a mark say; a mark of 0 is that of an absent value. */
const [PLAIN, MASKED, KEYED] = [1, 2, 3]

/**
 * Marks a part of an entity: equal values have equal marks, and of different ones one pair in a thousand million has. Marks keep
 * values out of sight, and no more than that; so a secret goes in by its keyed fingerprint, or not at all.
 * @param guide the same field of the other side, where it may say that this is a secret
 * @param owner what tells the entity from others, so that equal secrets do not look alike
 * @returns 32 bits; 0 for what is absent
 */
export function markOf(
  value: Value | undefined,
  guide: Value | undefined,
  slot: Slot,
  seal: Seal,
  owner: string,
): number {
  const pen = { clear: false, hides: false }
  const text = canonicalText(value, guide, slot.type, pen)
  if (text === '') return 0
  if (!pen.hides) return marked(hash(text, seedOf(seal.salt, 0)), PLAIN)
  if (seal.stamp === undefined) return marked(hash(text, seedOf(seal.salt, 0)), MASKED)
  const clear = canonicalText(value, guide, slot.type, { clear: true, hides: false })
  const print = seal.stamp(`applied ${seal.salt} ${owner} ${slot.name}`, clear)
  return marked(Number.parseInt(print.slice(-8), 16), KEYED)
}

/** Tells whether two marks were made in the same way, so that they can be compared. */
export function isComparable(one: number, other: number): boolean {
  return one === 0 || other === 0 || (one & 3) === (other & 3)
}

/** Marks the key of an entity. */
export function keyMark(kind: string, key: string, { salt }: Seal): string {
  const text = `${kind} ${key}`
  return [0, 8].map((at) => (hash(text, seedOf(salt, at)) >>> 0).toString(36)).join('.')
}

const marked = (bits: number, sort: number): number => ((bits << 2) | sort) >>> 0

const seedOf = (salt: string, at: number): number => Number.parseInt(salt.slice(at, at + 8), 16)

/** FNV-1a over UTF-16 units, from a seed, with the last mix of MurmurHash3 (both public domain). */
function hash(text: string, seed: number): number {
  let state = (2_166_136_261 ^ seed) | 0
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 16_777_619)
  state = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2_ae35)
  return state ^ (state >>> 16)
}
