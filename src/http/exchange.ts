import type { Answer } from './answer-parser.ts'
import type { Pool } from './pool.ts'
import { type Outgoing, requestText } from './request-text.ts'

/**
 * After this time without use, in milliseconds, a connection may have been closed by a server while we computed: one turn of
 * the event loop shows it.
 */
const RESTED = 1000

/**
 * Sends one request and reads its answer. Raises an ExchangeError or what Node raises for the connection. The timeout, in
 * milliseconds, is for the whole exchange, making a connection included, and keeps the process alive meanwhile.
 */
export async function exchange(pool: Pool, outgoing: Outgoing, timeout: number): Promise<Answer> {
  const request = requestText(outgoing)
  if (pool.idleFor() > RESTED) await aTurn()
  return send(pool, request, timeout)
}

const send = (pool: Pool, request: string | Buffer, timeout: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    pool.take().send(request, timeout, (error, answer) => {
      if (answer === undefined) reject(error)
      else resolve(answer)
    })
  })

/** The second callback comes after the sockets were looked at in between. */
const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
