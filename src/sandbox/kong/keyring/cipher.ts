import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** One key of a keyring: its name of 8 letters and digits, and 32 bytes. */
export interface Key {
  id: string
  material: Buffer
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What a field looks like in the database (Kong Enterprise, documents): version, key, nonce and cipher text, in hex. */
const SEALED = /^\$ke\$1\$-([^-]{8})-([0-9a-f]{24})-([0-9a-f]*)$/

/** The id of the key that a text was sealed with; undefined for a text that is not sealed. */
export const sealedWith = (text: string): string | undefined => SEALED.exec(text)?.[1]

/** Seals a text under a key: AES-256-GCM with a new nonce, its tag behind the cipher text. */
export function sealText({ id, material }: Key, text: string): string {
  const { nonce, data } = encrypt(material, Buffer.from(text))
  return `$ke$1$-${id}-${nonce.toString('hex')}-${data.toString('hex')}`
}

/** Opens what `sealText` gave. Throws when the key is not the one or the text was changed. */
export function openText({ material }: Key, sealed: string): string {
  const [, , nonce = '', data = ''] = SEALED.exec(sealed) ?? []
  return decrypt(material, Buffer.from(nonce, 'hex'), Buffer.from(data, 'hex')).toString()
}

/** Encrypts bytes with AES-256-GCM under a new nonce; the tag stands behind the cipher text. */
export function encrypt(material: Buffer, bytes: Buffer): { nonce: Buffer; data: Buffer } {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', material, nonce)
  return { nonce, data: Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]) }
}

/** Decrypts what `encrypt` gave. Throws when the key is another or anything was changed. */
export function decrypt(material: Buffer, nonce: Buffer, data: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', material, nonce)
  decipher.setAuthTag(data.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(data.subarray(0, -TAG_BYTES)), decipher.final()])
}
