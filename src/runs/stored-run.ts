import type { JournalLine, RunHead, RunOutcome, RunRecord } from '../model/run.ts'

/** What a store tells of a run without opening what it held. */
export interface RunTrace {
  head: RunHead
  lines: readonly JournalLine[]
  /** Absent where the run was cut off, or is at work. */
  outcome?: RunOutcome
}

/** A run as the store has it. */
export interface StoredRun extends RunTrace {
  record: RunRecord
}
