import type { Emit } from '../../model/event.ts'
import type { Connection } from '../../model/settings.ts'
import { provider } from '../../providers/index.ts'
import { type ChangeState, changeStates } from '../../runs/change-states.ts'
import { stepFates } from '../../runs/step-fates.ts'
import type { StoredRun } from '../../runs/stored-run.ts'
import { lookUpRun } from './look-up-run.ts'

/** What became of a run, change by change. */
export interface RunShow {
  changes: ChangeState[]
  /** Why the controller could not be asked of writes of which the end is not known. */
  unasked?: string
}

/**
 * Says of each change of a run what became of it; the controller is asked only of writes of which the end is not known. One that
 * cannot be asked is no error.
 */
export async function showRun(
  connection: Connection,
  run: StoredRun,
  emit: Emit,
  signal?: AbortSignal,
): Promise<RunShow> {
  const { kinds, workspaceKind } = await provider(connection.provider)
  const rows = [...kinds, ...(workspaceKind ? [workspaceKind] : [])]
  const isPending = stepFates(run.record, run.lines).some(({ state }) => state === 'pending')
  const found = isPending ? await lookUpRun(connection, run, emit, signal).catch((error: Error) => error) : new Map()
  if (found instanceof Error) return { changes: changeStates(run, () => undefined, rows), unasked: found.message }
  const changes = changeStates(run, ({ workspace, step }) => found.get(workspace)?.get(step.id), rows)
  return { changes, ...(isPending && found.size === 0 && { unasked: 'the run was on another target' }) }
}
