import type { Diagnostic } from '../model/diagnostic.ts'
import { diagnosticsText, type Located, located } from '../report/diagnostics-text.ts'
import { reportJson } from '../report/report-json.ts'
import type { Result } from './command.ts'
import { type Exit, exits } from './exit.ts'
import type { Interrupt } from './interrupt.ts'
import { outcomeOfError } from './outcome-of-error.ts'
import type { Print } from './print.ts'
import type { World } from './world.ts'

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
 * Writes the document that closes a run, where one was asked for, to stdout or to the file.
 * @param run what came of the run
 * @param world stdout
 * @param interrupt for the end of a run whose report cannot be written
 * @returns how the run ends: a run that went well and whose report cannot be written has failed
 */
export async function closeReport(
  run: EndedRun,
  { stdout }: Pick<World, 'stdout'>,
  interrupt: Interrupt,
): Promise<Exit> {
  const { print, result } = run
  if (print.form === 'text' || result.reported === true) return result.exit
  try {
    const pieces = print.json ? [jsonOf(run)] : await reviewOfRun(run)
    if (print.file === undefined) for (const piece of pieces) await stdout.write(piece)
    else await (await import('./write-file.ts')).writeFile(print.file, pieces)
    return result.exit
  } catch (error) {
    const { exit, diagnostics } = outcomeOfError(error, interrupt)
    await print.problem(diagnosticsText(located(diagnostics), print.colour.stderr))
    return ['done', 'changes'].includes(result.exit) ? exit : result.exit
  }
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

async function reviewOfRun({ command = '', print, result, problems }: EndedRun): Promise<Iterable<string>> {
  const { reviewText } = await import('./review.ts')
  const reviewed = result.review ?? { plans: [], problems }
  return reviewText({ ...reviewed, command, status: result.exit }, print.form)
}
