import { countWrites } from './step-fates.ts'
import type { RunTrace } from './stored-run.ts'

/**
 * How a run ended; `killed`: it was cut off before it could say; `at work`: it has the lease of its target.
 */
type RunState = 'done' | 'partly' | 'failed' | 'interrupted' | 'killed' | 'at work'

/** One line of the list of runs. */
export interface RunSummary {
  trace: RunTrace
  state: RunState
  /** Writes that took effect, and those of which nobody was told. */
  writes: { done: number; unknown: number }
  /** Ids of the runs that undid it. */
  undoneBy: string[]
}

/**
 * Says of each run how it ended and whether it was undone.
 * @param traces all runs of a store
 * @param atWork ids of runs that have a lease
 * @returns the same, the newest first
 */
export function summarise(traces: readonly RunTrace[], atWork: ReadonlySet<string>): RunSummary[] {
  const newest = [...traces].sort((one, other) => (one.head.id < other.head.id ? 1 : -1))
  return newest.map((trace) => {
    const { head, outcome, lines } = trace
    const state = outcome?.state ?? (atWork.has(head.id) ? 'at work' : 'killed')
    const undoneBy = undoersThatStand(head.id, traces).map(({ head: { id } }) => id)
    return { trace, state, writes: countWrites(lines), undoneBy }
  })
}

/** Undoing an undo brings the run back. */
function undoersThatStand(id: string, traces: readonly RunTrace[]): RunTrace[] {
  return traces.filter(
    ({ head, outcome }) =>
      head.undoes === id && outcome?.state === 'done' && undoersThatStand(head.id, traces).length === 0,
  )
}

/**
 * Finds the run that `undo` is about when none is named: the last one on a target that changed something, and that is neither
 * undone nor an undo itself.
 * @param summaries the newest first
 * @param identity the target's
 */
export function lastToUndo(summaries: readonly RunSummary[], identity: string): RunSummary | undefined {
  return summaries.find(
    ({ trace: { head }, writes, undoneBy }) =>
      head.target.identity === identity &&
      head.undoes === undefined &&
      undoneBy.length === 0 &&
      writes.done + writes.unknown > 0,
  )
}

/**
 * Finds a run that was killed half-way and that nobody took care of since: no later run on its target ended.
 * @param summaries the newest first
 * @param identity the target's
 */
export function lastKilled(summaries: readonly RunSummary[], identity: string): RunSummary | undefined {
  for (const each of summaries.filter(({ trace }) => trace.head.target.identity === identity)) {
    if (each.state === 'at work') continue
    if (each.state !== 'killed') return undefined
    if (each.writes.done + each.writes.unknown > 0) return each
  }
  return undefined
}
