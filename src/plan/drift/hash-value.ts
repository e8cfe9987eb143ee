import { clear, holdsPrivateKey, isFields, Secret } from '../../model/secret.ts'
import type { Type } from '../../model/type.ts'
import type { Fields, Value } from '../../model/value.ts'

/** What values are hashed with, and what is noted meanwhile. */
export interface Pen {
  seed: number
  /** Secrets count by their value; else only that there is one counts. */
  clear: boolean
  /** There was a secret. */
  hides: boolean
}

// Keep sorts of values apart; any odd numbers do.
const [TRUE, FALSE, NUMBER, LIST, SET, RECORD, HIDDEN] = [
  0x9e37_79b1, 0x85eb_ca77, 0xc2b2_ae3d, 0x27d4_eb2f, 0x1656_67b1, 0x2c1b_3c6d, 0x297a_2d39,
]

/**
 * Hashes a value so that what means the same to a controller has the same hash: sets have no order, and null is the same as absent, and
 * so is an empty list. Good against chance, not against whoever looks for two values of one hash.
 * @param guide the same field of the other side: what is a secret there is one here
 * @returns 32 bits; 0 for what is absent, and for nothing else
 */
export function hashValue(
  value: Value | undefined,
  guide: Value | undefined,
  type: Type | undefined,
  pen: Pen,
): number {
  if (value === undefined || value === null) return 0
  if (type?.secret || value instanceof Secret || guide instanceof Secret) return hashHidden(value, pen)
  if (typeof value === 'string') {
    return value.length > 60 && holdsPrivateKey(value) ? hashHidden(value, pen) : hashText(value, pen.seed)
  }
  if (typeof value === 'number') return hashNumber(value, pen.seed)
  if (typeof value === 'boolean') return mixed(pen.seed ^ (value ? TRUE : FALSE))
  return Array.isArray(value) ? hashList(value, guide, type, pen) : hashRecord(value, guide, type, pen)
}

/** Hashes a text from a seed: FNV-1a over UTF-16 units. Never 0. */
export function hashText(text: string, seed: number): number {
  let state = 2_166_136_261 ^ seed
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 16_777_619)
  return mixed(state)
}

/** The last mix of MurmurHash3 (public domain), by which each bit counts for all. Never 0. */
function mixed(bits: number): number {
  let state = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2_ae35)
  return (state ^ (state >>> 16)) >>> 0 || 1
}

function hashNumber(value: number, seed: number): number {
  if ((value | 0) === value) return mixed(Math.imul(value, NUMBER) ^ seed ^ NUMBER)
  return hashText(String(value), seed ^ NUMBER)
}

/** Secrets may be lists and records of secrets. */
function hashHidden(value: Value, pen: Pen): number {
  pen.hides = true
  if (!pen.clear) return isFilled(value) ? mixed(pen.seed ^ HIDDEN) : 0
  return hashValue(plain(value), undefined, undefined, { ...pen })
}

const isFilled = (value: Value): boolean => !Array.isArray(value) || value.length > 0

/** Without the wrapping, and without what makes a text a secret wherever it stands. */
function plain(value: Value): Value {
  const open = clear(value) ?? null
  if (Array.isArray(open)) return open.map(plain)
  if (typeof open === 'string') return [...open.matchAll(/.{1,50}/gs)].map(([part]) => part)
  if (!isFields(open)) return open
  return Object.fromEntries(
    Object.entries(open).map(([name, inner]) => [name, inner === undefined ? inner : plain(inner)]),
  )
}

function hashList(value: Value[], guide: Value | undefined, type: Type | undefined, pen: Pen): number {
  if (value.length === 0) return 0
  const others = Array.isArray(guide) ? guide : undefined
  // The entries of the other side may stand elsewhere.
  if (others?.some((each) => each instanceof Secret)) return hashHidden(value, pen)
  const isSet = type?.type === 'set'
  let state = isSet ? SET : LIST
  for (let index = 0; index < value.length; index++) {
    const own = hashValue(value[index], others?.[index], type?.of, pen)
    state = isSet ? (state + own) | 0 : Math.imul(state ^ own, 16_777_619)
  }
  return mixed(state ^ pen.seed)
}

function hashRecord(value: Fields, guide: Value | undefined, type: Type | undefined, pen: Pen): number {
  const other = isFields(guide) ? guide : undefined
  let state = 0
  for (const name in value) {
    const inner = type?.fields?.get(name)
    if (inner?.replacedBy) continue
    state = (state + hashNamed(name, hashValue(value[name], other?.[name], inner ?? type?.of, pen), pen.seed)) | 0
  }
  return state === 0 ? 0 : mixed(state ^ pen.seed ^ RECORD)
}

/** The part that a named value has in what holds it, whose parts have no order. 0 for an absent value. */
export function hashNamed(name: string, own: number, seed: number): number {
  return own === 0 ? 0 : mixed(Math.imul(hashText(name, seed), 16_777_619) ^ own)
}
