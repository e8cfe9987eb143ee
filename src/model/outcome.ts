import type { Reached } from './window.ts'

/** What became of one change. */
export type Result =
  | { state: 'done' }
  | { state: 'failed'; reason: string; hint?: string; restored?: boolean }
  | { state: 'skipped'; because: string }
  | { state: 'not attempted'; because: string }

/** What became of a plan: every change is in `results`. */
export interface Outcome {
  results: Map<string, Result>
  interrupted: boolean
  /** Writes that took effect, or may have, and were not undone. */
  written: number
  /** Wall time of the apply, milliseconds. */
  milliseconds: number
  /** What `--parallelism auto` came to. */
  parallelism?: Reached
}
