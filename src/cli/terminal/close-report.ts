import type { Diagnostic } from '../../model/diagnostic.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import { reportJson } from '../../report/report-json.ts'
import type { Result } from '../arguments/command.ts'
import type { World } from '../world.ts'
import { type Exit, exits } from './exit.ts'
import type { Interrupt } from './interrupt.ts'
import { outcomeOfError } from './outcome-of-error.ts'
import type { Print, Report } from './print.ts'

/** A run that has ended. */
export interface EndedRun {
  /** Undefined when the command line was not understood. */
  command: string | undefined
  print: Print
  result: Result
  /** All that was found, for the JSON report. */
  diagnostics: readonly Located[]
  /** What it ended with in place of a result of the command; a reviewer's report tells it. */
  problems: readonly Diagnostic[]
}

/**
 * Writes the documents that close a run, where any were asked for, to stdout or to their files.
 * @param run what came of the run
 * @param world stdout
 * @param interrupt for the end of a run of which a report cannot be written
 * @returns how the run ends: a run that went well and of which a report cannot be written has failed
 */
export async function closeReport(
  run: EndedRun,
  { stdout }: Pick<World, 'stdout'>,
  interrupt: Interrupt,
): Promise<Exit> {
  const { print, result } = run
  let { exit } = result
  if (result.reported === true) return exit
  for (const report of print.reports) {
    try {
      await writeReport(run, report, stdout)
    } catch (error) {
      const failed = outcomeOfError(error, interrupt)
      await print.problem(diagnosticsText(located(failed.diagnostics), print.colour.stderr))
      if (exit === 'done' || exit === 'changes') exit = failed.exit
    }
  }
  return exit
}

async function writeReport(run: EndedRun, { form, file }: Report, stdout: World['stdout']): Promise<void> {
  const pieces = form === 'json' ? [jsonOf(run)] : await reviewOfRun(run, form)
  if (file === undefined) for (const piece of pieces) await stdout.write(piece)
  else await (await import('../files/write-file.ts')).writeFile(file, pieces)
}

function jsonOf({ command, result, diagnostics }: EndedRun): string {
  const { exit, parts, target, workspace } = result
  return reportJson({
    ...(command !== undefined && { command }),
    status: exit,
    exitCode: exits[exit].code,
    ...(target !== undefined && { target }),
    ...(workspace !== undefined && { workspace }),
    diagnostics,
    ...(parts !== undefined && { parts }),
  })
}

async function reviewOfRun(
  { command = '', print, result, problems }: EndedRun,
  form: Report['form'],
): Promise<Iterable<string>> {
  if (result.document) return [await result.document(form, print.limit)]
  const { reviewText } = await import('../plan/review.ts')
  const reviewed = result.review ?? { plans: [], problems }
  return reviewText({ ...reviewed, command, status: result.exit }, form, print.limit)
}
