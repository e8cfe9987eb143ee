import type { ConnectError } from './connect-error.ts'

/** At most this many tries of one request. */
const MOST_ATTEMPTS = 5

/** No further try is begun after this time, in milliseconds, counted from the first. */
export const LONGEST = 60_000

const FIRST_WAIT = 200
const LONGEST_WAIT = 10_000
const LONGEST_RETRY_AFTER = 30_000
const MOST_AFTER_500 = 3
const MOST_AFTER_TIMEOUT = 2

/** How one try ended. */
export type Ending = { status: number; retryAfter?: string | undefined } | { error: ConnectError }

/**
 * Says how many milliseconds to wait before the next try, or undefined when there is to be none. A request that must
 * not happen twice is only repeated when it cannot have taken effect: the connection was refused, or the answer was
 * 429 or 503. An answer of 500 is tried again twice: Kong gives it for passing database trouble, but also for requests
 * that never succeed (Kong 3.9, recorded).
 */
export function retryWait(
  method: string,
  attempt: number,
  ending: Ending,
  random: () => number,
  now: number,
): number | undefined {
  if (attempt >= MOST_ATTEMPTS || !mayRetry(method, attempt, ending)) return undefined
  const backoff = Math.min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT) * (0.5 + random() / 2)
  return Math.round(Math.max(backoff, 'status' in ending ? retryAfter(ending.retryAfter, now) : 0))
}

function mayRetry(method: string, attempt: number, ending: Ending): boolean {
  const repeatable = ['GET', 'PUT', 'DELETE'].includes(method)
  if ('error' in ending) {
    if (ending.error.late && attempt >= MOST_AFTER_TIMEOUT) return false
    return ending.error.passing && (repeatable || ending.error.unsent)
  }
  if (ending.status === 429 || ending.status === 503) return true
  if (ending.status === 502 || ending.status === 504) return repeatable
  return ending.status === 500 && repeatable && attempt < MOST_AFTER_500
}

/** Tells whether a try ended as it does when more is asked than the controller, or what is in front of it, carries. */
export function isOverload(ending: Ending): boolean {
  return 'error' in ending ? ending.error.passing : ending.status === 429 || ending.status >= 500
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110), with a cap. */
function retryAfter(header: string | undefined, now: number): number {
  if (header === undefined || header.trim() === '') return 0
  const seconds = Number(header)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER) : 0
}
