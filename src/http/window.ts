import type { Limit, Parallelism, Verdict, Window } from '../model/window.ts'
import { type MovableLimit, openLimit } from './limit.ts'
import { MOST, nextPace, type Pace, reachedBy, startingPace } from './pace.ts'

/**
 * Opens the window of a run: a fixed number of requests, or one that adapts itself. When it shrinks, what is in flight
 * ends, and nothing is sent until there is room.
 */
export function openWindow(parallelism: Parallelism): Window {
  return parallelism === 'auto' ? adaptiveWindow() : fixedWindow(parallelism)
}

function fixedWindow(parallelism: number): Window {
  const tries = openLimit(parallelism)
  return {
    most: parallelism,
    limit: () => openLimit(parallelism).run,
    attempt: (work) => tries.run(work),
    reached: () => undefined,
  }
}

/** An adaptive window at work. */
interface Adaptive {
  pace: Pace
  limits: MovableLimit[]
  /** How many tries were sent in all, and how many have not ended. */
  sent: number
  inFlight: number
}

function adaptiveWindow(): Window {
  const adaptive: Adaptive = { pace: startingPace, limits: [], sent: 0, inFlight: 0 }
  const limit = (): Limit => {
    const bound = openLimit(adaptive.pace.window)
    adaptive.limits.push(bound)
    return bound.run
  }
  const tries = limit()
  return {
    most: MOST,
    limit,
    attempt: (work, verdictOf) => tries(() => attempt(adaptive, work, verdictOf)),
    reached: () => reachedBy(adaptive.pace),
  }
}

async function attempt<T>(adaptive: Adaptive, work: () => Promise<T>, verdictOf: (result: T) => Verdict): Promise<T> {
  const number = ++adaptive.sent
  const started = performance.now()
  adaptive.inFlight++
  try {
    const result = await work()
    learn(adaptive, number, performance.now() - started, verdictOf(result))
    return result
  } finally {
    adaptive.inFlight--
  }
}

function learn(adaptive: Adaptive, number: number, milliseconds: number, verdict: Verdict): void {
  const { pace, sent: newest, inFlight } = adaptive
  const telling = verdict === 'write' && inFlight >= pace.window
  adaptive.pace = nextPace(pace, { number, newest, milliseconds, overload: verdict === 'overload', telling })
  if (adaptive.pace.window === pace.window) return
  for (const limit of adaptive.limits) limit.moveTo(adaptive.pace.window)
}
