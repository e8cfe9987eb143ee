import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto'
import { promisify } from 'node:util'

/** One way into an age file, as its header lists them. */
interface Stanza {
  readonly args: string[]
  readonly body: Uint8Array
}

const LABEL = 'age-encryption.org/v1/scrypt'
const SALT_BYTES = 16
const BODY_BYTES = 32
const TAG_BYTES = 16
/** 2^18, as the age tool takes: a quarter of a gigabyte and about a second for each guess. */
const WORK = 18
/** The most that a file may ask of whoever opens it. */
const MOST_WORK = 20

const CIPHER = 'chacha20-poly1305'
const NONCE = Buffer.alloc(12)
const TAG = { authTagLength: TAG_BYTES }

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/**
 * A passphrase as a recipient for age's library. The key is derived by Node, since the library does it in JavaScript, which
 * takes several times as long (age-encryption.org/v1, the scrypt recipient).
 */
export function passphraseRecipient(
  passphrase: string,
  work = WORK,
): { wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> } {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SALT_BYTES)
      const cipher = createCipheriv(CIPHER, await keyOf(passphrase, salt, work), NONCE, TAG)
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()])
      return [{ args: ['scrypt', salt.toString('base64').replace(/=+$/, ''), String(work)], body }]
    },
  }
}

/** The same as an identity: gives null for a file that another passphrase, or no passphrase, opens. */
export function passphraseIdentity(passphrase: string): {
  unwrapFileKey(stanzas: readonly Stanza[]): Promise<Uint8Array | null>
} {
  return {
    async unwrapFileKey([stanza, ...more]) {
      const [type, salt = '', work = ''] = stanza?.args ?? []
      if (stanza === undefined || type !== 'scrypt' || more.length > 0) return null
      const asked = /^[1-9]\d*$/.test(work) ? Number(work) : Number.POSITIVE_INFINITY
      if (stanza.body.length !== BODY_BYTES || asked > MOST_WORK) return null
      return unwrap(stanza.body, await keyOf(passphrase, Buffer.from(salt, 'base64'), asked))
    },
  }
}

function unwrap(body: Uint8Array, key: Buffer): Uint8Array | null {
  const decipher = createDecipheriv(CIPHER, key, NONCE, TAG)
  decipher.setAuthTag(body.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()])
  } catch {
    return null
  }
}

function keyOf(passphrase: string, salt: Buffer, work: number): Promise<Buffer> {
  const N = 2 ** work
  // 128 · N · r bytes are needed, and a little more.
  const options = { N, r: 8, p: 1, maxmem: 128 * N * 8 + 2 ** 20 }
  return derive(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), 32, options)
}
