/**
 * What became of one step. `restored`: it was undone, or could not be, after what it made way for failed.
 * `uncertain`: it may have taken effect all the same.
 */
export type StepResult =
  | { state: 'done' }
  | { state: 'failed'; reason: string; hint?: string; restored?: boolean; uncertain?: boolean }
  | { state: 'skipped'; because: string }
  | { state: 'not attempted'; because: string }

/** Said of what an interrupt kept from starting. */
export const INTERRUPTED: StepResult = { state: 'not attempted', because: 'the run was interrupted' }
