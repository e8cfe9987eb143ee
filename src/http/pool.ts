import { type Channel, openChannel } from './channel.ts'
import { ExchangeError } from './exchange-error.ts'
import type { Connect } from './open-socket.ts'

/** How often connections that lay idle too long are looked for, in milliseconds. */
const SWEEP = 1000

/** Connections to one place. */
export interface Pool {
  /** Gives the free connection that was used last, or a new one. Raises an ExchangeError once the pool is closed. */
  take(): Channel
  /** Milliseconds since the connection that would be taken was used; 0 when there is none. */
  idleFor(): number
  /** Ends all connections at once. */
  close(): void
}

/** A free connection. */
interface Free {
  channel: Channel
  /** When it became free, and when it must go, in the milliseconds of `performance.now()`. */
  since: number
  until: number
}

/**
 * Opens a pool. It has as many connections as there ever were exchanges at once: the window of requests (`window.ts`) is
 * their bound, so none waits for a connection. Free ones do not keep the process alive.
 */
export function openPool(connect: Connect): Pool {
  const all = new Set<Channel>()
  let free: Free[] = []
  let sweeper: NodeJS.Timeout | undefined
  let closed = false

  const sweep = (): void => {
    sweeper = undefined
    const now = performance.now()
    for (const each of free.filter(({ until }) => until <= now)) each.channel.end(over())
    if (free.length > 0) sweeper = setTimeout(sweep, SWEEP).unref()
  }
  const home = {
    onFree(channel: Channel, keepFor: number): void {
      const since = performance.now()
      free.push({ channel, since, until: since + keepFor })
      sweeper ??= setTimeout(sweep, SWEEP).unref()
    },
    onGone(channel: Channel): void {
      all.delete(channel)
      free = free.filter((each) => each.channel !== channel)
    },
  }
  const open = (): Channel => {
    const channel = openChannel(connect, home)
    all.add(channel)
    return channel
  }
  const take = (): Channel => {
    if (closed) throw over()
    const last = free.pop()
    if (last === undefined) return open()
    if (last.until > performance.now()) return last.channel
    last.channel.end(over())
    return take()
  }
  return {
    take,
    idleFor() {
      const last = free.at(-1)
      return last === undefined ? 0 : performance.now() - last.since
    },
    close() {
      closed = true
      clearTimeout(sweeper)
      for (const channel of all) channel.end(over())
    },
  }
}

const over = (): ExchangeError => new ExchangeError('KEELSON_CLOSED')
