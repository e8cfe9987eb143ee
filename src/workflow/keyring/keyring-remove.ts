import { Failure } from '../../http/failure.ts'
import type { KeyringPort } from '../../model/keyring.ts'
import type { Secret } from '../../model/secret.ts'
import type { Keyring } from './keyring.ts'
import { findUnreadable, type Unreadable } from './keyring-unreadable.ts'

/** What came of taking a key away. */
export interface Removal {
  /** `restored`: it is there again, since something needs it. `blind`: it was not touched, since what needs it could not be seen. */
  outcome: 'removed' | 'restored' | 'blind'
  /** What cannot be read without the key; where `blind`, with it either. */
  needed: Unreadable[]
}

/** Answers that tell nothing of whether a controller exports keys. */
const PASSING: ReadonlySet<number> = new Set([401, 403, 429, 502, 503, 504])

/**
 * Takes a key away, and gives it back when something cannot be read without it: of no entity does a controller tell which key
 * it is encrypted with. One that does not export gets no key back. Raises a Failure when the controller refuses or cannot be
 * asked; the key is there then, or the hint says that it may be gone.
 */
export async function removeKey(keyring: Keyring, id: string, signal?: AbortSignal): Promise<Removal> {
  const { port } = keyring
  const before = await findUnreadable(keyring, signal)
  if (before.length > 0) return { outcome: 'blind', needed: before }
  const kept = await exported(port)
  const restore = async () => kept !== undefined && (await giveBack(port, kept, id))
  try {
    await port.remove(id)
    const needed = await findUnreadable(keyring)
    return { outcome: needed.length > 0 && (await restore()) ? 'restored' : 'removed', needed }
  } catch (error) {
    throw (await isThere(port, id)) || (await restore()) ? error : maybeGone(error, id)
  }
}

/** All keys; undefined where the controller exports none. */
async function exported(port: KeyringPort): Promise<Secret | undefined> {
  try {
    return await port.export()
  } catch (error) {
    const status = error instanceof Failure ? error.status : undefined
    if (status === undefined || PASSING.has(status)) throw error
    return undefined
  }
}

const isThere = (port: KeyringPort, id: string): Promise<boolean> =>
  port.read().then(
    ({ ids }) => ids.includes(id),
    () => false,
  )

/** True when the key arrived. */
async function giveBack(port: KeyringPort, kept: Secret, id: string): Promise<boolean> {
  try {
    await port.import(kept)
    return await isThere(port, id)
  } catch {
    return false
  }
}

function maybeGone(error: unknown, id: string): unknown {
  if (!(error instanceof Failure)) return error
  const hint = `${id} may be gone: keelson keyring import FILE, or keelson keyring recover, brings it back`
  return new Failure({ ...error.facts, hint })
}
