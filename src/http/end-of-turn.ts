import { nextTick } from 'node:process'
import type { Limit } from '../model/window.ts'

let waiting: (() => void)[] = []
let longest = 0
let isDue = false

/**
 * As a limit, for work that begins at the end of a turn of the event loop: what made room for it is dealt with by then, and so is all
 * else that has come.
 */
export const atEndOfTurn =
  (limit: Limit): Limit =>
  (work) =>
    limit(async () => {
      await new Promise<void>(whenTurnEnds)
      return work()
    })

/** Calls when this turn of the event loop ends, in the order in which it is asked. */
export function whenTurnEnds(call: () => void): void {
  waiting.push(call)
  makeDue()
}

/**
 * Lets the whole process stand still at the end of this turn, after what waits for it has gone on. The event loop would be woken by
 * each answer.
 * @param milliseconds how long; the longest that is asked for in a turn counts
 */
export function restAfterTurn(milliseconds: number): void {
  longest = Math.max(longest, milliseconds)
  makeDue()
}

function makeDue(): void {
  if (isDue) return
  isDue = true
  setImmediate(end)
}

function end(): void {
  const all = waiting
  waiting = []
  isDue = false
  for (const call of all) call()
  // A tick that is asked for by what follows comes behind all that follows.
  if (longest > 0) queueMicrotask(() => nextTick(rest))
}

const nobody = new Int32Array(new SharedArrayBuffer(4))

function rest(): void {
  Atomics.wait(nobody, 0, 0, longest)
  longest = 0
}
