import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'

/** Timers count in whole milliseconds, and fire up to one late. */
const EARLY = 1

/**
 * Waits until a moment, and hardly any longer: a timer takes it close, and looking at the clock the rest of the way.
 * @param {number} time as `performance.now()` tells it
 */
export async function until(time) {
  await sleep(time - performance.now() - EARLY)
  while (performance.now() < time) await turn()
}
