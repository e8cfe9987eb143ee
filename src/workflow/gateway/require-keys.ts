import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Session } from '../../model/provider.ts'

/**
 * Gives what comes of work that reads nothing encrypted, begun by its caller, once it is known that the controller has keys;
 * raises what `requireKeys` does without waiting for the work, else what the work raises.
 */
export async function withKeys<T>(session: Session, work: Promise<T>, signal?: AbortSignal): Promise<T> {
  work.catch(() => undefined)
  await requireKeys(session, signal)
  return work
}

/**
 * Looks, before anything that may be encrypted is read, whether a controller that encrypts its database has keys at all: without one it answers
 * late and with an error that does not tell why (Kong Enterprise, documents). A controller that cannot have a keyring is not
 * asked, and one that does not let this be read gets the benefit of the doubt. Raises a Refusal (failed).
 */
export async function requireKeys({ keyring }: Session, signal?: AbortSignal): Promise<void> {
  const state = await keyring?.read(signal).catch(() => undefined)
  if (state === undefined || !state.enabled || state.ids.length > 0) return
  throw new Refusal('failed', [
    problem(
      'no-keys',
      'the keyring of the gateway holds no key, so that encrypted entities can be neither read nor written',
      {
        hint: 'after a restart: keelson keyring import FILE, or keelson keyring recover; on a new gateway: keelson keyring generate',
      },
    ),
  ])
}
