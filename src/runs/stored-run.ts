import type { JournalLine, RunHead, RunOutcome, RunRecord } from '../model/run.ts'

/** What a store tells of a run without its journal and what it held. */
export interface RunTrace {
  head: RunHead
  /** Absent where the run was cut off, or is at work. */
  outcome?: RunOutcome
}

/** A run as the store has it. */
export interface StoredRun extends RunTrace {
  lines: readonly JournalLine[]
  record: RunRecord
}
