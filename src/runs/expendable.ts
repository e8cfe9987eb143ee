import { undoersOf } from './later-images.ts'
import type { RunSummary } from './run-state.ts'

/** Which runs are old; without either bound none is. */
export interface Quota {
  /** All but so many of the newest of each target, at least 1. */
  keep?: number
  /** Those that ended before, in milliseconds since 1970. */
  before?: number
}

/** Runs that may go, and old ones that stay for a reason. */
export interface Expendable {
  /** The newest first. */
  runs: RunSummary[]
  spared: { run: RunSummary; reason: string }[]
}

/**
 * Picks old runs of a store that nobody needs any more.
 * @param all every run of the store, the newest first
 * @param quota what is old
 */
export function expendable(all: readonly RunSummary[], quota: Quota): Expendable {
  const old = all.filter((run) => isOld(run, all, quota))
  const spared = new Map<RunSummary, string>()
  const needed = (run: RunSummary) => whyNeeded(run, all) ?? whyOpen(run, all)
  // What undid a run tells how it left things: it stays as long as that one does.
  for (const run of [...old].reverse()) {
    const going = old.filter((each) => !spared.has(each))
    const reason = needed(run) ?? whyBelow(run, all, going)
    if (reason !== undefined) spared.set(run, reason)
  }
  return {
    runs: old.filter((run) => !spared.has(run)),
    spared: [...spared].map(([run, reason]) => ({ run, reason })),
  }
}

/**
 * Tells why a run must not go even if somebody names it; undefined when it may.
 * @param run the run
 * @param all every run of the store, the newest first
 * @param going the runs that are to go with it
 */
export function whyKept(run: RunSummary, all: readonly RunSummary[], going: readonly RunSummary[]): string | undefined {
  return whyNeeded(run, all) ?? whyBelow(run, all, going)
}

const idOf = ({ trace }: RunSummary): string => trace.head.id

const ofTarget = (all: readonly RunSummary[], { trace }: RunSummary): RunSummary[] =>
  all.filter((each) => each.trace.head.target.identity === trace.head.target.identity)

function isOld(run: RunSummary, all: readonly RunSummary[], { keep, before }: Quota): boolean {
  if (keep === undefined && before === undefined) return false
  const { head, outcome } = run.trace
  const isBeyond = keep === undefined || ofTarget(all, run).indexOf(run) >= Math.max(keep, 1)
  return isBeyond && (before === undefined || Date.parse(outcome?.ended ?? head.started) < before)
}

function whyNeeded(run: RunSummary, all: readonly RunSummary[]): string | undefined {
  if (run.state === 'at work') return 'it is at work'
  if (ofTarget(all, run)[0] === run) return 'it is the last one of its target'
  const undoing = undoersOf(
    idOf(run),
    all.map(({ trace }) => trace),
  ).some(({ head }) => all.some((each) => idOf(each) === head.id && each.state === 'at work'))
  return undoing ? 'it is being undone' : undefined
}

const ENDED_EARLY: readonly RunSummary['state'][] = ['killed', 'interrupted', 'partly']

/** A run that ended half-way is settled once it was undone, or somebody went on from there and came to the end. */
function whyOpen(run: RunSummary, all: readonly RunSummary[]): string | undefined {
  if (!ENDED_EARLY.includes(run.state) || run.undoneBy.length > 0) return undefined
  const own = ofTarget(all, run)
  const later = own.slice(0, own.indexOf(run))
  const isSettled = later.some(({ state, trace }) => state === 'done' && trace.head.undoes === undefined)
  return isSettled ? undefined : `it is ${run.state}, and neither undone nor followed by one that is done`
}

function whyBelow(run: RunSummary, all: readonly RunSummary[], going: readonly RunSummary[]): string | undefined {
  const { undoes } = run.trace.head
  const above = all.find((each) => idOf(each) === undoes)
  return above === undefined || going.includes(above) ? undefined : `it undid run ${undoes}, which stays`
}
