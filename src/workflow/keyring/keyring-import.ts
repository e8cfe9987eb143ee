import { problem, Refusal } from '../../model/diagnostic.ts'
import type { KeyringState } from '../../model/keyring.ts'
import { isSameTarget, targetName } from '../../model/same-target.ts'
import type { Keyring } from './keyring.ts'
import type { Custody } from './keyring-custody.ts'

/** What came of an import. */
export interface Imported {
  /** Keys that were not there before. */
  added: string[]
  /** The keyring afterwards. */
  state: KeyringState
}

/**
 * Gives the keys in custody back to the cluster that they are of, unless all of them are there, and looks whether they arrived.
 * Raises a Refusal: `refused` for another cluster without `force`, `failed` when a key did not arrive; a Failure when the
 * controller refuses.
 */
export async function importKeys(keyring: Keyring, custody: Custody, options: { force: boolean }): Promise<Imported> {
  const { target, port, state } = keyring
  if (!isSameTarget(custody.target, target) && !options.force) throw otherCluster(keyring, custody)
  const added = custody.ids.filter((id) => !state.ids.includes(id))
  if (added.length === 0) return { added, state }
  await port.import(custody.data)
  const after = await port.read()
  requireAll(custody.ids, after)
  return { added, state: after }
}

/** Makes a key active, unless it is, and looks whether it is then. Raises a Refusal (failed) when it is not there or not active. */
export async function activateKey({ port }: Keyring, id: string): Promise<KeyringState> {
  const before = await port.read()
  requireAll([id], before)
  if (before.active === id) return before
  await port.activate(id)
  const after = await port.read()
  if (after.active === id) return after
  throw new Refusal('failed', [problem('not-active', `the gateway does not say that ${id} is active now`)])
}

/** Raises a Refusal (failed) that names the keys that a keyring does not have. */
function requireAll(wanted: readonly string[], { ids }: KeyringState): void {
  const missing = wanted.filter((id) => !ids.includes(id))
  if (missing.length === 0) return
  const those = missing.length === 1 ? 'the key' : 'the keys'
  throw new Refusal('failed', [
    problem('missing-key', `the keyring does not have ${those} ${missing.join(', ')}`, {
      hint: `it has ${ids.length === 0 ? 'none' : ids.join(', ')}`,
    }),
  ])
}

const otherCluster = ({ target }: Keyring, custody: Custody): Refusal =>
  new Refusal('refused', [
    problem('other-cluster', `the keys are those of ${targetName(custody.target)}, and this is ${targetName(target)}`, {
      hint: 'add --force when this is the same cluster at another address, or is to read its database',
    }),
  ])
