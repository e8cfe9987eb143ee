import type { Step } from '../model/change.ts'
import type { StepResult } from './step-result.ts'
import { type Writer, write } from './write.ts'

/**
 * Undoes a step that freed a value for nothing: a deleted entity is created again under its id, a temporary name gives
 * way to the real one. Runs even after an abort, since the controller would be left in a state that nobody asked for.
 */
export async function restore(step: Step, writer: Writer): Promise<StepResult> {
  const result = await write(undo(step), [], writer)
  if (result.state === 'done')
    return {
      state: 'failed',
      reason: 'what it made way for did not succeed; it was put back as it was',
      restored: true,
    }
  const why = 'reason' in result ? result.reason : 'not attempted'
  return {
    state: 'failed',
    reason: `what it made way for did not succeed, and it could not be put back: ${why}`,
    restored: false,
  }
}

function undo(step: Step): Step {
  const { body: _, frees: __, ...rest } = step
  return {
    ...rest,
    action: step.action === 'delete' ? 'create' : 'update',
    ...(step.previous && { body: step.previous }),
  }
}
