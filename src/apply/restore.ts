import type { Step } from '../model/change.ts'
import type { StepResult } from './step-result.ts'
import { type Writer, write } from './write.ts'

/**
 * Undoes a step that freed a value for nothing: a deleted entity is created again under its id, a temporary name gives
 * way to the real one. Runs even after an abort, since the controller would be left in a state that nobody asked for.
 * @param step what was done
 * @param why what is said of it when it is undone
 * @param writer the way to the controller
 */
export async function restore(step: Step, why: string, writer: Writer): Promise<StepResult> {
  const result = await write(undo(step), [], writer)
  if (result.state === 'done') return { state: 'failed', reason: `${why}; it was put back as it was`, restored: true }
  const obstacle = 'reason' in result ? result.reason : result.because
  return { state: 'failed', reason: `${why}, and it could not be put back: ${obstacle}`, restored: false }
}

function undo(step: Step): Step {
  const { body, frees: _, previous, ...rest } = step
  return {
    ...rest,
    restores: true,
    action: step.action === 'delete' ? 'create' : 'update',
    ...(previous && { body: previous }),
    ...(body && { previous: body }),
  }
}
