import type { Limit, Parallelism, Verdict, Window } from '../model/window.ts'
import { whenTurnEnds } from './end-of-turn.ts'
import { type MovableLimit, openLimit } from './limit.ts'
import { MOST, nextPace, type Pace, reachedBy, startingPace } from './pace.ts'
import { openRest } from './rest.ts'

/** A window at work. */
interface Traffic {
  /** False where the number is fixed. */
  adapts: boolean
  pace: Pace
  limits: MovableLimit[]
  /** How many tries were sent in all, and how many have not ended. */
  sent: number
  inFlight: number
  /** As many were in flight as may be when this turn of the event loop began, or are: who follows those that ended begins at its end. */
  full: boolean
  /** Whether that is looked at anew when the turn ends. */
  turning: boolean
  rest(milliseconds: number): void
}

/**
 * Opens the window of a run: a fixed number of requests, or one that adapts itself. When it shrinks, what is in flight
 * ends, and nothing is sent until there is room.
 * @param rest hears how many milliseconds a write took while the window was full, and may let this process stand still for a moment
 */
export function openWindow(parallelism: Parallelism, rest: (milliseconds: number) => void = openRest()): Window {
  const adapts = parallelism === 'auto'
  const pace = adapts ? startingPace : { ...startingPace, window: parallelism }
  const traffic: Traffic = { adapts, pace, limits: [], sent: 0, inFlight: 0, full: false, turning: false, rest }
  const limit = (): Limit => {
    const bound = openLimit(traffic.pace.window)
    traffic.limits.push(bound)
    return bound.run
  }
  const tries = limit()
  return {
    most: adapts ? MOST : parallelism,
    limit,
    attempt: (work, verdictOf) => tries(() => attempt(traffic, work, verdictOf)),
    reached: () => (adapts ? reachedBy(traffic.pace) : undefined),
  }
}

async function attempt<T>(traffic: Traffic, work: () => Promise<T>, verdictOf: (result: T) => Verdict): Promise<T> {
  const number = ++traffic.sent
  const started = performance.now()
  if (++traffic.inFlight >= traffic.pace.window) traffic.full = true
  try {
    const result = await work()
    learn(traffic, number, performance.now() - started, verdictOf(result))
    return result
  } finally {
    traffic.inFlight--
    lookAnew(traffic)
  }
}

function lookAnew(traffic: Traffic): void {
  if (traffic.turning) return
  traffic.turning = true
  whenTurnEnds(() => {
    traffic.turning = false
    traffic.full = traffic.inFlight >= traffic.pace.window
  })
}

function learn(traffic: Traffic, number: number, milliseconds: number, verdict: Verdict): void {
  const { adapts, pace, sent: newest, full } = traffic
  const telling = verdict === 'write' && full
  if (telling) traffic.rest(milliseconds)
  if (!adapts) return
  traffic.pace = nextPace(pace, { number, newest, milliseconds, overload: verdict === 'overload', telling })
  if (traffic.pace.window === pace.window) return
  for (const limit of traffic.limits) limit.moveTo(traffic.pace.window)
}
