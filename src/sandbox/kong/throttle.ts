import { setTimeout as wait } from 'node:timers/promises'

/** Makes a gate that lets `rate` callers through per second, the first at once; without a rate it is always open. */
export function createThrottle(rate: number | undefined): () => Promise<void> {
  let free = 0
  return async () => {
    if (!rate) return
    const now = performance.now()
    const turn = Math.max(now, free)
    free = turn + 1000 / rate
    if (turn > now) await wait(turn - now)
  }
}
