import { unescape as decode } from 'node:querystring'

/**
 * Gives what user name and password in an address stand for in a header (RFC 7617); undefined without them. Unlike decodeURIComponent,
 * it takes a `%` that begins no escape as it stands.
 */
export function basicAuthOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  const pair = `${decode(username)}:${decode(password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
