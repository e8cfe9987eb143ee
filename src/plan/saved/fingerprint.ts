import { createHmac } from 'node:crypto'

/** Makes the fingerprint of a secret. `context` keeps equal secrets of different entities from looking alike. */
export type Stamp = (context: string, secret: null | boolean | number | string) => string

/** What the key itself is known by: the fingerprint of no secret. */
const KEY_CONTEXT = 'keelson fingerprint key 1.0'

/** Makes fingerprints under a key of 32 bytes: HMAC-SHA256, so that nobody without the key can try values out. */
export function stampWith(key: Uint8Array): Stamp {
  return (context, secret) => hmac(key, JSON.stringify([context, secret]))
}

/** Tells keys apart without telling them. */
export function nameOfKey(key: Uint8Array): string {
  return hmac(key, KEY_CONTEXT)
}

function hmac(key: Uint8Array, text: string): string {
  return `hmac-sha256:${createHmac('sha256', key).update(text).digest('hex')}`
}
