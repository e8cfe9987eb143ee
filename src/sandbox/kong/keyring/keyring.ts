import { Refusal } from '../refusal.ts'
import type { Row } from '../schema/value.ts'
import type { AtRest, Cipher } from '../store/at-rest.ts'
import { openText, sealedWith, sealText } from './cipher.ts'
import { keyringEndpoints } from './endpoints.ts'
import { type Custody, type KeySettings, readPrivateKey, readPublicKey } from './pem.ts'
import { createRing, type Ring } from './ring.ts'
import { readVault, takeOver } from './vault.ts'

/** How a gateway's keyring is set up. */
export interface KeyringOptions extends KeySettings {
  /** How long a read waits for a missing key before it fails, milliseconds; about 25,000 in the documents, 0 when not given. */
  wait?: number
  /** The strategy is `vault`, and this file stands for the vault's secret; without it, `cluster`. */
  vault?: string
}

/**
 * Makes the keyring of a gateway: keys live in memory only, so that a restart loses them, and only what the recovery key
 * opens is kept. Throws when a key of the settings, or the vault, cannot be read.
 */
export function createKeyring(options: KeyringOptions): AtRest {
  const { publicKey, privateKey, recoveryPublicKey, vault } = options
  const ring = createRing(recoveryPublicKey === undefined ? undefined : readPublicKey(recoveryPublicKey))
  const custody: Custody = {
    ...(publicKey !== undefined && { publicKey: readPublicKey(publicKey) }),
    ...(privateKey !== undefined && { privateKey: readPrivateKey(privateKey) }),
  }
  const syncVault = vault === undefined ? undefined : () => takeOver(ring, readVault(vault))
  syncVault?.()
  return {
    cipher: cipherOf(ring, options.wait ?? 0),
    settings: settingsOf(options),
    endpoints: keyringEndpoints({
      ring,
      custody,
      recovers: recoveryPublicKey !== undefined,
      ...(syncVault && { syncVault }),
    }),
    kept: () => ({ copies: Object.fromEntries(ring.copies) }),
    restore({ copies }) {
      for (const [id, copy] of Object.entries(copies ?? {})) ring.copies.set(id, String(copy))
    },
  }
}

/** `GET /` shows settings as they are in kong.conf; those that hold a secret as stars. */
function settingsOf({ publicKey, privateKey, recoveryPublicKey, vault }: KeyringOptions): Row {
  return {
    keyring_enabled: true,
    keyring_strategy: vault === undefined ? 'cluster' : 'vault',
    keyring_public_key: publicKey ?? {},
    keyring_private_key: privateKey === undefined ? {} : '******',
    keyring_recovery_public_key: recoveryPublicKey ?? {},
  }
}

/** Without the key the gateway answers with its error for everything unforeseen (documents), to reads and to writes. */
function cipherOf(ring: Ring, wait: number): Cipher {
  const missing = () => new Refusal(500, { message: 'An unexpected error occurred' }, wait)
  return {
    seal(text) {
      const key = ring.get(ring.active ?? '')
      if (!key) throw missing()
      return sealText(key, text)
    },
    open(text) {
      const id = sealedWith(text)
      if (id === undefined) return text
      const key = ring.get(id)
      if (!key) throw missing()
      return openText(key, text)
    },
  }
}
