import { type KeyObject, randomBytes, randomInt } from 'node:crypto'
import type { Key } from './cipher.ts'
import { unwrapKeys, wrapKeys } from './envelope.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const ID_LENGTH = 8

/** Keys in memory, of which one encrypts, and copies of them that only a recovery key opens. */
export interface Ring {
  readonly active: string | undefined
  ids(): string[]
  get(id: string): Key | undefined
  /** All keys. */
  keys(): Key[]
  add(key: Key): void
  /** Makes a key; it is active when no other is. */
  generate(): Key
  /** False for a key that is not there. */
  activate(id: string): boolean
  remove(id: string): void
  /** Takes back the keys whose copies this private key opens. */
  recover(privateKey: KeyObject): { recovered: string[]; missed: string[] }
  /** Copies by id; they outlive a restart and even the removal of their key. */
  copies: Map<string, string>
}

/**
 * Makes an empty ring.
 * @param recovery with it a copy of each key is kept
 */
export function createRing(recovery: KeyObject | undefined): Ring {
  const keys = new Map<string, Key>()
  const copies = new Map<string, string>()
  let active: string | undefined
  const add = (key: Key) => {
    keys.set(key.id, key)
    if (recovery) copies.set(key.id, wrapKeys(recovery, [key]))
  }
  const ring: Ring = {
    get active() {
      return active
    },
    ids: () => [...keys.keys()],
    get: (id) => keys.get(id),
    keys: () => [...keys.values()],
    add,
    generate() {
      const key = { id: newId(), material: randomBytes(32) }
      add(key)
      active ??= key.id
      return key
    },
    activate(id) {
      if (keys.has(id)) active = id
      return keys.has(id)
    },
    remove: (id) => void keys.delete(id),
    recover: (privateKey) => recover(ring, privateKey),
    copies,
  }
  return ring
}

function recover(ring: Ring, privateKey: KeyObject): { recovered: string[]; missed: string[] } {
  const recovered: string[] = []
  const missed: string[] = []
  for (const [id, copy] of [...ring.copies]) {
    const [key] = unwrapKeys(privateKey, copy) ?? []
    if (key) ring.add(key)
    ;(key ? recovered : missed).push(id)
  }
  return { recovered, missed }
}

const newId = (): string => Array.from({ length: ID_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
