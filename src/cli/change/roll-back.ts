import { diagnosticsText, located } from '../../report/diagnostics-text.ts'
import { diagnosticJson } from '../../report/report-json.ts'
import type { StoredRun } from '../../runs/stored-run.ts'
import type { Context, Result } from '../arguments/command.ts'
import { outcomeOfError } from '../terminal/outcome-of-error.ts'
import type { Aftermath } from './after-failure.ts'
import { carryOutUndo, prepareUndo } from './undo-run.ts'

/**
 * Undoes at once what a run applied before it failed, and reports each undo.
 * @param context the command's context
 * @param run the run
 */
export async function rollBack(context: Context, run: StoredRun): Promise<Aftermath> {
  await context.print.result('\nRolling back what was applied:\n')
  const result = await undone(context, run)
  const { id } = run.head
  const isDone = result.exit === 'done'
  const left = `Not all was rolled back: keelson runs ${id} shows it, keelson undo ${id} goes on.`
  if (!isDone) await context.print.problem(`${left}\n`)
  const diagnostics = result.diagnostics ?? []
  const rollback = { status: result.exit, diagnostics: diagnostics.map(diagnosticJson), ...result.parts }
  const exit = isDone ? 'failed' : result.exit === 'interrupted' ? 'interrupted' : 'partly'
  return { exit, parts: { rollback }, facts: [isDone ? 'What was applied was rolled back.' : left] }
}

/** What keeps the way back from being found is said, and no reason to forget what came before. */
async function undone(context: Context, run: StoredRun): Promise<Result> {
  try {
    const prepared = await prepareUndo(context, async () => ({ run, undoers: [] }))
    return await carryOutUndo(context, prepared, { yes: true, always: false, stdinTaken: false })
  } catch (error) {
    const { exit, diagnostics } = outcomeOfError(error, context.interrupt)
    const found = located(diagnostics)
    await context.print.problem(diagnosticsText(found, context.print.colour.stderr))
    return { exit, diagnostics: found }
  }
}
