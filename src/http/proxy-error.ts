import { ExchangeError } from './exchange-error.ts'
import type { Connect } from './open-socket.ts'

/** Raised when the way ends at a proxy: nothing has got to the controller. What went wrong there is the cause. */
export class ProxyError extends Error {
  /** Its address, without user name and password. */
  readonly proxy: string
  override readonly cause: Error

  constructor(proxy: string, cause: Error = new ExchangeError('KEELSON_CLOSED')) {
    super(`the proxy ${proxy}: ${cause.message}`)
    this.proxy = proxy
    this.cause = cause
  }
}

/** Connects by way of a proxy: where that is not reached, the wire ends with a ProxyError. */
export const byWayOf =
  (proxy: string, connect: Connect): Connect =>
  (ears) => {
    let reached = false
    return connect({
      ...ears,
      onOpen() {
        reached = true
        ears.onOpen()
      },
      onClose: (error) => ears.onClose(reached ? error : new ProxyError(proxy, error)),
    })
  }
