import { hash } from 'node:crypto'

/** Keelson's own namespace for UUIDv5. */
const NAMESPACE = Buffer.from('6f1f4ad42c3b5a0e9d1f7b1f6a2c8e57', 'hex')

/** The UUIDv5 (RFC 9562) of a name. */
export function uuid5(name: string): string {
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(name)]))
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
