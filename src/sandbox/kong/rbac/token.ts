import { createHash, randomBytes } from 'node:crypto'
import { bcrypt, matchesBcrypt } from '../../../crypto/bcrypt.ts'

/** The binary logarithm of the rounds (documents: hashes of tokens begin with `$2b$09$`). */
const COST = 9

/** Answers that took their time, by hash and digest of the token: every request brings one. */
const known = new Map<string, boolean>()

/** Makes of a user's token what is kept of it: its bcrypt hash (documents: `user_token`), and five hex digits to find it by. */
export function hashToken(token: string): { user_token: string; user_token_ident: string } {
  return { user_token: bcrypt(token, randomBytes(16), COST), user_token_ident: identOf(token) }
}

/** The five digits of a token. */
export const identOf = (token: string): string => createHash('sha256').update(token).digest('hex').slice(0, 5)

/** True when a hash was made of this token. */
export function isToken(token: string, hash: string): boolean {
  const key = `${hash} ${createHash('sha256').update(token).digest('hex')}`
  const answer = known.get(key) ?? matchesBcrypt(token, hash)
  known.set(key, answer)
  return answer
}
