import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isRow, type Value } from '../schema/value.ts'
import type { Key } from './cipher.ts'
import type { Ring } from './ring.ts'

/**
 * Reads the keys of a vault from a file that stands for its secret: `{"versions": [{"id": "…", "key": "…"}]}`, the current one
 * last. A key is the SHA-256 of its text (Kong Enterprise, documents). Throws when the file cannot be read as that.
 */
export function readVault(file: string): Key[] {
  const content = JSON.parse(readFileSync(file, 'utf8')) as Value
  const versions = isRow(content) && Array.isArray(content.versions) ? content.versions : []
  const keys = versions.map(keyOf)
  if (keys.length === 0) throw new Error(`${file} has no list \`versions\``)
  return keys
}

function keyOf(version: Value): Key {
  const { id, key } = isRow(version) ? version : {}
  if (typeof id !== 'string' || typeof key !== 'string') throw new Error('a version needs an id and a key')
  return { id, material: createHash('sha256').update(key).digest() }
}

/** Makes a ring hold just these keys, with the last of them active. */
export function takeOver(ring: Ring, keys: readonly Key[]): void {
  const wanted = new Set(keys.map(({ id }) => id))
  for (const id of ring.ids()) if (!wanted.has(id)) ring.remove(id)
  for (const key of keys) ring.add(key)
  ring.activate(keys.at(-1)?.id ?? '')
}
