/** What became of one step. `restored`: it was undone, or could not be, after what it made way for failed. */
export type StepResult =
  | { state: 'done' }
  | { state: 'failed'; reason: string; hint?: string; restored?: boolean }
  | { state: 'skipped'; because: string }
  | { state: 'not attempted'; because: string }
