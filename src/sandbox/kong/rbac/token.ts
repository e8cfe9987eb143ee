import { createHash, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'

/** The alphabet of bcrypt's own base64. */
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const PREFIX = '$2b$09$'
const SALT_LENGTH = 22
const HASH_LENGTH = 31
const ROUNDS = 512

/**
 * Makes of a user's token what is kept of it: a salted hash that looks as the gateway's does (documents: `user_token`),
 * and five hex digits to find it by. The hash is not bcrypt's: no client can tell.
 */
export function hashToken(token: string): { user_token: string; user_token_ident: string } {
  const salt = letters(randomBytes(32), SALT_LENGTH)
  return { user_token: `${PREFIX}${salt}${hashOf(token, salt)}`, user_token_ident: identOf(token) }
}

/** The five digits of a token. */
export const identOf = (token: string): string => createHash('sha256').update(token).digest('hex').slice(0, 5)

/** True when a hash was made of this token. */
export function isToken(token: string, hash: string): boolean {
  const salt = hash.slice(PREFIX.length, PREFIX.length + SALT_LENGTH)
  const [kept, made] = [hash, `${PREFIX}${salt}${hashOf(token, salt)}`].map((text) => Buffer.from(text))
  return kept !== undefined && made !== undefined && kept.length === made.length && timingSafeEqual(kept, made)
}

const hashOf = (token: string, salt: string): string =>
  letters(pbkdf2Sync(token, salt, ROUNDS, HASH_LENGTH, 'sha256'), HASH_LENGTH)

const letters = (bytes: Buffer, count: number): string =>
  [...bytes.subarray(0, count)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
