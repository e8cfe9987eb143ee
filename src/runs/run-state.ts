import type { RunTrace } from './stored-run.ts'

/**
 * How a run ended; `killed`: it was cut off before it could say; `at work`: it has the lease of its target.
 */
type RunState = 'done' | 'partly' | 'failed' | 'interrupted' | 'killed' | 'at work'

/** Writes that took effect, and those of which nobody was told. */
export interface Writes {
  done: number
  unknown: number
}

/** One line of the list of runs. */
export interface RunSummary {
  trace: RunTrace
  state: RunState
  /** Of a run that has no outcome, by its journal. */
  writes?: Writes
  /** Ids of the runs that undid it. */
  undoneBy: string[]
}

/**
 * Says of a run how it ended and whether it was undone.
 * @param trace the run
 * @param traces all runs of its store
 * @param atWork ids of runs that have a lease
 */
export function summaryOf(
  trace: RunTrace,
  traces: readonly RunTrace[],
  atWork: ReadonlySet<string>,
): Omit<RunSummary, 'writes'> {
  const { head, outcome } = trace
  const state = outcome?.state ?? (atWork.has(head.id) ? 'at work' : 'killed')
  return { trace, state, undoneBy: undoersThatStand(head.id, traces).map((each) => each.head.id) }
}

/** Undoing an undo brings the run back. */
function undoersThatStand(id: string, traces: readonly RunTrace[]): RunTrace[] {
  return traces.filter(
    ({ head, outcome }) =>
      head.undoes === id && outcome?.state === 'done' && undoersThatStand(head.id, traces).length === 0,
  )
}

/**
 * Tells whether `undo` may be about a run when none is named: it is on the target, neither undone nor an undo itself.
 * @param summary the run
 * @param identity the target's
 */
export function isUndoable(
  { trace: { head }, undoneBy }: Pick<RunSummary, 'trace' | 'undoneBy'>,
  identity: string,
): boolean {
  return head.target.identity === identity && head.undoes === undefined && undoneBy.length === 0
}
