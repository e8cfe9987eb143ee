import { problem, Refusal } from '../model/diagnostic.ts'
import type { Session } from '../model/provider.ts'

/**
 * Looks, before anything else is read, whether a controller that encrypts its database has keys at all: without one it answers
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
