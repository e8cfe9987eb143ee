import type { World } from '../world.ts'
import { exits } from './exit.ts'

/** Raised where waiting ends because of SIGINT or SIGTERM. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted')
    this.name = 'Interrupted'
  }
}

/** Follows SIGINT and SIGTERM. */
export interface Interrupt {
  signal: AbortSignal
  /** Waits for a promise, but no longer than until the first signal; then raises Interrupted. */
  guard<T>(promise: Promise<T>): Promise<T>
  /** Notes that writing begins, what the first signal is to tell from now on, and what shows how far it came. */
  applying(message: string, shows?: string): void
  /** What shows how far writing came. */
  readonly shows: string
  /** Whether writing had begun. */
  readonly begun: boolean
  stop(): void
}

/**
 * Starts following signals: the first one aborts `signal`, the second one ends the process at once.
 * @param world signals and stderr
 */
export function followInterrupts(world: Pick<World, 'onInterrupt' | 'quit' | 'stderr'>): Interrupt {
  const controller = new AbortController()
  let message = ''
  let shows = ''
  const stop = world.onInterrupt(() => {
    if (controller.signal.aborted) return world.quit(exits.interrupted.code)
    controller.abort(new Interrupted())
    if (message !== '') void world.stderr.write(message)
  })
  return {
    signal: controller.signal,
    guard: (promise) => untilAborted(promise, controller.signal),
    applying: (text, look = 'diff') => {
      message = text
      shows = look
    },
    get shows() {
      return shows
    },
    get begun() {
      return message !== ''
    },
    stop,
  }
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw new Interrupted()
  let leave: (() => void) | undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(new Interrupted())
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    if (leave !== undefined) signal.removeEventListener('abort', leave)
  }
}
