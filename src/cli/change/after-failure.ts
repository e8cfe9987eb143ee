import type { Outcome } from '../../model/outcome.ts'
import type { Part } from '../../report/plan-json.ts'
import type { StoredRun } from '../../runs/stored-run.ts'
import type { Context } from '../arguments/command.ts'
import type { Exit } from '../terminal/exit.ts'

/** What is new in a result once it is known what becomes of a change that failed half-way. */
export interface Aftermath {
  exit: Exit
  parts: Part
  /** For reviewers. */
  facts: readonly string[]
}

/**
 * Puts back what was applied, where that is wanted (`--on-failure rollback`) and something was. After an interrupt nothing more is
 * written: whoever interrupts wants it to stop.
 * @param context the command's context
 * @param exit how the change ended
 * @param outcomes of its plans
 * @param run the change as a run, where it is to be put back
 * @returns how all of it ended: `failed` when nothing of the change is left, `partly` when something is
 */
export async function afterFailure(
  context: Context,
  exit: Exit,
  outcomes: Iterable<Outcome>,
  run: StoredRun | undefined,
): Promise<Aftermath> {
  const wrote = [...outcomes].some(({ written }) => written > 0)
  if (exit === 'done' || !wrote || run === undefined) return { exit, parts: {}, facts: [] }
  if (exit === 'interrupted') {
    const fact = `Not rolled back, since it was interrupted; keelson undo ${run.head.id} does that.`
    await context.print.note(`${fact}\n`)
    return { exit, parts: {}, facts: [fact] }
  }
  const { rollBack } = await import('./roll-back.ts')
  return rollBack(context, run)
}
