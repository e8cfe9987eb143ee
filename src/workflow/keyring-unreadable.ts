import type { Keyring } from './keyring.ts'
import { encryptedKinds } from './keyring-entities.ts'

/**
 * Finds sections that a dump or a sync would stumble over: of each kind that can hold encrypted fields the first page is read, once.
 * One that may not be read counts as readable. With `signal` it stops.
 */
export async function unreadableSections(keyring: Keyring, signal?: AbortSignal): Promise<string[]> {
  const kinds = await encryptedKinds(keyring.session, keyring.kinds, signal)
  const found = await Promise.all(
    kinds.map(async (kind) => ((await keyring.port.readable(kind.name, signal)) ? [] : [kind.section])),
  )
  return found.flat()
}
