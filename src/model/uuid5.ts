import { hash } from 'node:crypto'

/** Keelson's own namespace for UUIDv5. */
const NAMESPACE = Buffer.from('6f1f4ad42c3b5a0e9d1f7b1f6a2c8e57', 'hex')

/** Room for the namespace and a name, which is made for each entity that is new: most names fit in. */
const room = Buffer.alloc(1024)
NAMESPACE.copy(room)

/** The UUIDv5 (RFC 9562) of a name. */
export function uuid5(name: string): string {
  const hex = hash('sha1', bytesOf(name))
  const variant = VARIANTS.charAt(Number.parseInt(hex.charAt(16), 16) & 0x3)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const VARIANTS = '89ab'

function bytesOf(name: string): Buffer {
  // A character takes three bytes at most.
  if (NAMESPACE.length + name.length * 3 > room.length) return Buffer.concat([NAMESPACE, Buffer.from(name)])
  return room.subarray(0, NAMESPACE.length + room.write(name, NAMESPACE.length))
}
