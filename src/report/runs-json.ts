import type { RunHead } from '../model/run.ts'
import type { Part } from './plan-json.ts'

/** How the changes of a run ended. */
interface Counted {
  done: number
  failed: number
  skipped: number
  not_attempted: number
}

/** A run as a list shows it. */
export interface RunShown {
  trace: {
    head: RunHead
    outcome?: Counted & { ended: string }
  }
  state: string
  writes?: { done: number; unknown: number }
  undoneBy: readonly string[]
}

/** One change of a run as it is shown. */
export interface RunChange {
  workspace?: string
  change: string
  state: string
  /** What a look at the controller told of it. */
  found?: string
  reason?: string
}

/**
 * Gives a run as data for the JSON report.
 * @param run the run
 */
export function runListed({ trace: { head, outcome }, state, writes, undoneBy }: RunShown): Part {
  const { id, name, command, started, target, workspaces, changes, backup, sealed, job, undoes } = head
  return {
    id,
    name,
    command,
    started,
    ...(outcome && { ended: outcome.ended, outcome: countsOf(outcome) }),
    target: { ...target },
    workspaces: [...workspaces],
    changes,
    state,
    ...(writes && { writes: { ...writes } }),
    backup,
    sealed,
    ...(job !== undefined && { job }),
    ...(undoes !== undefined && { undoes }),
    undone_by: [...undoneBy],
  }
}

/**
 * Gives the changes of a run as data for the JSON report.
 * @param changes the changes
 */
export function changesListed(changes: readonly RunChange[]): Part[] {
  return changes.map((each) => ({ ...each }))
}

function countsOf({ done, failed, skipped, not_attempted }: Counted): Part {
  return { done, failed, skipped, not_attempted }
}
