import { Failure } from '../../http/failure.ts'
import type { Keyring } from './keyring.ts'
import { encryptedKinds } from './keyring-entities.ts'

/** What a dump or a sync would stumble over. */
export interface Unreadable {
  section: string
  /** The first that it is in; absent for what belongs to none. */
  workspace?: string
}

/**
 * Reads, in all workspaces, each kind that can hold encrypted fields, up to the first that cannot be read. One that may not be
 * read counts as readable; a token that may not list the workspaces is good for one. With `signal` it stops. Raises a
 * Failure when the controller cannot be reached.
 */
export async function findUnreadable(keyring: Keyring, signal?: AbortSignal): Promise<Unreadable[]> {
  const { port, session, workspace: own } = keyring
  const workspaces = await port.workspaces(signal).catch((error) => {
    if (error instanceof Failure && (error.status === 401 || error.status === 403)) return [own]
    throw error
  })
  const kinds = await encryptedKinds(session, keyring.kinds, signal)
  const found = kinds.map(async ({ name, section, global }): Promise<Unreadable[]> => {
    if (global) return (await port.readable('default', name, signal)) ? [] : [{ section }]
    for (const workspace of workspaces)
      if (!(await port.readable(workspace, name, signal))) return [{ section, workspace }]
    return []
  })
  return (await Promise.all(found)).flat()
}
