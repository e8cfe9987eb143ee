import { createHash } from 'node:crypto'

/** Keelson's own namespace for UUIDv5. */
const NAMESPACE = Buffer.from('6f1f4ad42c3b5a0e9d1f7b1f6a2c8e57', 'hex')

/** The UUIDv5 (RFC 9562) of a name. */
export function uuid5(name: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16)
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
