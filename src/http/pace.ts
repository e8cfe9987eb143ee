import type { Reached } from '../model/window.ts'

/** In flight at the start, in requests: what is allowed without `auto`, too. */
const START = 10

/** `auto` never allows more than this. */
export const MOST = 50

/** A round this many times as slow as an easy one is slow. */
const SLOW = 2

/** What a slow round leaves of the window. */
const YIELD = 0.9

/** How many requests may be in flight, and what has been learnt about that. */
export interface Pace {
  window: number
  /** Milliseconds that a write takes in an easy round; undefined before the first. */
  easy: number | undefined
  /** Milliseconds of the writes that ended since the window last moved, or was last weighed. */
  round: readonly number[]
  /** Tries up to this number were sent before the last cut, and tell nothing of the window since. */
  cutAt: number
  highest: number
  halved: number
}

/** One try that ended. */
export interface Ended {
  /** Tries are numbered as they are sent, from 1. */
  number: number
  /** The number of the try that was sent last. */
  newest: number
  milliseconds: number
  overload: boolean
  /** True when it counts for latency: a write, with as many others in flight as the window allows. */
  telling: boolean
}

/** The pace that a run begins with. */
export const startingPace: Pace = { window: START, easy: undefined, round: [], cutAt: 0, highest: START, halved: 0 }

/**
 * Learns from one try. Overload halves the window, once for all that was sent before the cut. Else the window is
 * weighed once as many telling writes have ended as it allows: one more while their median time is less than twice that
 * of an easy round, a tenth less when it is not. What is slow at the starting window is what writes now take: other
 * kinds take other times. Pure; the window stays from 1 to MOST.
 */
export function nextPace(pace: Pace, ended: Ended): Pace {
  if (ended.number <= pace.cutAt) return pace
  if (ended.overload) return { ...moved(pace, pace.window / 2), cutAt: ended.newest, halved: pace.halved + 1 }
  if (!ended.telling) return pace
  const round = [...pace.round, ended.milliseconds]
  return round.length < pace.window ? { ...pace, round } : weighed(pace, medianOf(round))
}

function weighed(pace: Pace, median: number): Pace {
  const easy = Math.min(pace.easy ?? median, median)
  if (median <= easy * SLOW) return { ...moved(pace, pace.window + 1), easy }
  if (pace.window <= START) return { ...moved(pace, pace.window), easy: median }
  return { ...moved(pace, Math.max(START, pace.window * YIELD)), easy }
}

function moved(pace: Pace, to: number): Pace {
  const window = Math.min(MOST, Math.max(1, Math.floor(to)))
  return { ...pace, window, round: [], highest: Math.max(pace.highest, window) }
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? 0
}

/** What is told of a pace when the run is over. */
export const reachedBy = ({ highest, window, halved }: Pace): Reached => ({ highest, last: window, halved })
