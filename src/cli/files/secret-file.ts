import { readFile } from 'node:fs/promises'
import { problem, Refusal } from '../../model/diagnostic.ts'
import { readReason } from '../../model/read-reason.ts'
import { Secret } from '../../model/secret.ts'
import type { World } from '../world.ts'

/**
 * Reads a file, or stdin for `-`.
 * @param path the file
 * @param world stdin
 * @throws Refusal (invalid) when it cannot be read
 */
export async function readBytes(path: string, world: Pick<World, 'stdin'>): Promise<Buffer> {
  if (path === '-') return world.stdin.read()
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('invalid', [problem('cannot-read', `cannot read ${path}: ${readReason(error)}`)])
  })
}

/**
 * Reads a secret from a file, or stdin for `-`, without the end of its last line.
 * @param path the file
 * @param world stdin
 * @throws Refusal (invalid) when it cannot be read or holds nothing
 */
export async function readSecret(path: string, world: Pick<World, 'stdin'>): Promise<Secret> {
  const text = (await readBytes(path, world)).toString('utf8').replace(/\r?\n$/, '')
  if (text.trim() !== '') return new Secret(text)
  throw new Refusal('invalid', [problem('cannot-read', `${path} is empty`)])
}
