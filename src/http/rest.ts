import { restAfterTurn } from './end-of-turn.ts'

/** Writes that are looked at together: the time that they take tells whether resting holds them up. */
export const BLOCK = 100

/** What is rested, as a part of the time that a write takes: as large a part of those in flight has come back meanwhile. */
const PART = 0.5

/** Nobody rests longer, in milliseconds: an interrupt waits for it. */
const LONGEST = 10

/** Shorter than this, in milliseconds, is not worth it. */
const SHORTEST = 1

/** A block that takes so many times as long as usual is slow. */
const SLOW = 1.05

/** A block that takes this many times as long as usual, or as short, tells of other writes, or of another gateway. */
const NEAR = 1.25

/** After so many slow blocks in a row it is seen how long some take without rests: all may be slower now. */
const ENOUGH = 3
const LOOKS = 2

/** The first blocks are slower than what follows: so many are looked at before any rest. */
const FIRST = 5

/** Blocks with rests before it is seen again how long one takes without. */
const TERM = 8

/** Blocks before resting is tried again once it held writes up: at first, and at most. */
const SOON = 16
const LATE = 256

/** Whether to rest between answers, and what has been learnt about that. */
export interface Resting {
  /** Milliseconds to rest before answers are looked for again; 0: not at all. */
  length: number
  /** Milliseconds that a block takes without: a later one counts as much as all before it, and alone where it is far from them. */
  usual: number
  /** Blocks before the other way is tried. */
  left: number
  /** How many blocks in a row were slow, which may have had another cause. */
  slow: number
  /** Milliseconds that the quickest of the last slow ones took, also while it is seen whether the rests are to blame. */
  held: number | undefined
  /** Blocks to go without, when it holds writes up again. */
  patience: number
}

/** What a run begins with: no rests. */
export const awake: Resting = { length: 0, usual: 0, left: FIRST, slow: 0, held: undefined, patience: SOON }

/**
 * Learns from a block of writes. Where several in a row with rests take longer than those without before and after them, resting is
 * left for a time, and each time for longer until a term of rests went well. Pure.
 * @param took milliseconds from the block's begin to its end
 * @param each milliseconds that one write took
 */
export function nextResting(resting: Resting, took: number, each: number): Resting {
  return resting.length > 0 ? afterRests(resting, took) : afterNone(resting, took, each)
}

function afterRests(resting: Resting, took: number): Resting {
  const { usual, patience } = resting
  const left = resting.left - 1
  if (took <= usual * SLOW) {
    if (left > 0) return { ...resting, left, slow: 0, held: undefined }
    return { ...awake, usual, left: 1 }
  }
  const slow = resting.slow + 1
  const held = Math.min(resting.held ?? took, took)
  return slow === ENOUGH ? { ...awake, left: LOOKS, held, patience } : { ...resting, left, slow, held }
}

function afterNone(resting: Resting, took: number, each: number): Resting {
  const { held, patience } = resting
  const usual = held === undefined ? smoothed(resting.usual, took) : Math.min(resting.usual || took, took)
  const left = resting.left - 1
  if (left > 0) return { ...resting, usual, left }
  const isHeldUp = held !== undefined && held > usual * SLOW
  if (isHeldUp) return { ...awake, usual, left: patience, patience: Math.min(LATE, patience * 2) }
  const length = Math.min(LONGEST, each * PART)
  return { ...awake, usual, patience, length: length < SHORTEST ? 0 : length, left: TERM }
}

function smoothed(usual: number, took: number): number {
  const isNear = took < usual * NEAR && took > usual / NEAR
  return isNear ? (usual + took) / 2 : took
}

/**
 * Makes what is told how many milliseconds a write took that ended with as many others in flight as may be. Where the gateway sets
 * the pace, to wake up for each answer is a good part of the work and gains nothing: to rest first, and find several, leaves the
 * gateway still enough to do. Where it does not, resting is found to hold writes up.
 * @param rest does nothing for so many milliseconds, when what has come is answered
 * @param clock gives the time in milliseconds
 */
export function openRest(
  rest = restAfterTurn,
  clock = (): number => performance.now(),
): (milliseconds: number) => void {
  let resting = awake
  let ended = 0
  let taken = 0
  let began: number | undefined
  const look = (since: number): void => {
    const now = clock()
    resting = nextResting(resting, now - since, taken / BLOCK)
    began = now
    ended = 0
    taken = 0
  }
  return (milliseconds) => {
    began ??= clock()
    taken += milliseconds
    if (++ended === BLOCK) look(began)
    if (resting.length > 0) rest(resting.length)
  }
}
