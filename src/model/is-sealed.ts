/** How the two forms of an age file begin (age-encryption.org/v1). */
export const SEALED = { binary: 'age-encryption.org/v1\n', armor: '-----BEGIN AGE ENCRYPTED FILE-----' } as const

/** Tells an age file, armored or binary, by how it begins. */
export function isSealed(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  return head.startsWith(SEALED.binary) || head.trimStart().startsWith(SEALED.armor)
}
