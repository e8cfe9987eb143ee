import type { KeyringPort } from '../../model/keyring.ts'
import type { Secret } from '../../model/secret.ts'
import type { Keyring } from './keyring.ts'
import { findUnreadable, type Unreadable } from './keyring-unreadable.ts'

/** What came of taking a key away. */
export interface Removal {
  /** What could be read before and cannot be read without the key. */
  needed: Unreadable[]
  /** The key is there again, since something needs it. */
  restored: boolean
}

/**
 * Takes a key away, and gives it back when something cannot be read without it: of no entity does a controller tell which key
 * it is encrypted with. One that does not export gets no key back. Raises a Failure when the controller refuses, or
 * cannot be asked what is readable; then the key is given back too.
 * @param before what could not be read with the key either
 */
export async function removeKey(keyring: Keyring, id: string, before: readonly Unreadable[]): Promise<Removal> {
  const { port } = keyring
  const kept = await port.export().catch(() => undefined)
  const restore = async () => kept !== undefined && (await giveBack(port, kept, id))
  await port.remove(id)
  const after = await findUnreadable(keyring).catch(async (error: unknown) => {
    await restore()
    throw error
  })
  const needed = after.filter((place) => !before.some((each) => isSame(each, place)))
  return { needed, restored: needed.length > 0 && (await restore()) }
}

const isSame = (a: Unreadable, b: Unreadable): boolean => a.section === b.section && a.workspace === b.workspace

/** True when the key arrived. */
async function giveBack(port: KeyringPort, kept: Secret, id: string): Promise<boolean> {
  try {
    await port.import(kept)
    return (await port.read()).ids.includes(id)
  } catch {
    return false
  }
}
