import type { RunSummary } from '../../runs/run-state.ts'
import { tableText } from './table-text.ts'

const COLUMNS = ['run', 'started', 'command', 'target', 'changes', 'outcome', 'undoes', 'undone by'] as const

/**
 * Lists runs, a line for each.
 * @param found at least one run
 * @returns text that ends with an end of line
 */
export function runsTable(found: readonly RunSummary[]): Promise<string> {
  return tableText(
    COLUMNS,
    found.map(({ trace: { head }, state, undoneBy }) => ({
      run: head.id,
      started: head.started,
      command: head.command,
      target: head.target.address,
      changes: String(head.changes),
      outcome: state,
      undoes: head.undoes,
      'undone by': undoneBy.length === 0 ? undefined : undoneBy.join(', '),
    })),
  )
}
