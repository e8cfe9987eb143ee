import type { Limit } from '../model/window.ts'
import { newLine } from './line.ts'

/** A limit that can be moved. */
export interface MovableLimit {
  run: Limit
  /** Lets in so many from now on; what has begun goes on. */
  moveTo(bound: number): void
}

/**
 * Makes a limit of so many at once. Work begins in the order in which it was given, at once where there is room. A write goes
 * through three limits: that is why it is made of no more promises than it needs.
 */
export function openLimit(most: number): MovableLimit {
  const waiting = newLine<() => void>()
  let bound = most
  let running = 0
  const admit = (): void => {
    while (running < bound) {
      const next = waiting.take()
      if (next === undefined) return
      next()
    }
  }
  const end = (): void => {
    running--
    admit()
  }
  const begin = <T>(work: () => Promise<T>): Promise<T> => {
    running++
    const result = started(work)
    result.then(end, end)
    return result
  }
  return {
    run: (work) => (running < bound ? begin(work) : new Promise((resolve) => waiting.add(() => resolve(begin(work))))),
    moveTo(to) {
      bound = to
      admit()
    },
  }
}

/** What raises an error before it has begun has failed like any other work. */
function started<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work()
  } catch (error) {
    return Promise.reject(error)
  }
}
