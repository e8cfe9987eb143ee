import { createHash } from 'node:crypto'

/** A target's identity as a name may hold it: the first 16 hex digits of its SHA-256. */
export function targetDigest(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 16)
}
