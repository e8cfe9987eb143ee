import { deckOptions } from '../config/deck.ts'
import { findFile } from '../config/find-file.ts'
import { overruledTarget } from '../config/overruled-target.ts'
import type { ConfigFile } from '../config/read-file.ts'
import { resolve, type Settings } from '../config/settings.ts'
import { type Diagnostic, problem, Refusal } from '../model/diagnostic.ts'
import { diagnosticsText, located } from '../report/diagnostics-text.ts'
import { printable } from '../report/printable.ts'
import { type Line, splitLine } from './arguments/argv.ts'
import type { Command, Context, Result } from './arguments/command.ts'
import { guessModes } from './arguments/guess-modes.ts'
import { type Flags, parse } from './arguments/parse.ts'
import { printModes } from './arguments/print-modes.ts'
import { closeReport } from './terminal/close-report.ts'
import { exits } from './terminal/exit.ts'
import { followInterrupts } from './terminal/interrupt.ts'
import { outcomeOfError } from './terminal/outcome-of-error.ts'
import { makePrint, type Print } from './terminal/print.ts'
import { startWatch } from './terminal/watch.ts'
import type { World } from './world.ts'

/** What is known of a run so far, for the report that closes it. */
interface Run {
  command: string | undefined
  print: Print
  remarks: Diagnostic[]
}

/**
 * Runs one command line.
 * @param world everything outside
 * @returns the exit code; all output was handed over
 */
export async function run(world: World): Promise<number> {
  const run: Run = { command: undefined, print: makePrint(world, guessModes(world)), remarks: [] }
  const interrupt = followInterrupts(world)
  try {
    const line = splitLine(world.argv)
    run.command = line.entry?.name
    const result = await carryOut(line, run, world, interrupt)
    return await finish(result, run, world, interrupt)
  } catch (error) {
    return await fail(error, interrupt, run, world)
  } finally {
    interrupt.stop()
  }
}

async function carryOut(line: Line, run: Run, world: World, interrupt: Context['interrupt']): Promise<Result> {
  if (line.version) return tell(`${await (await import('./version.ts')).version()}\n`, run.print)
  const command = await line.entry?.load()
  if (line.help || command === undefined) {
    const { groupHelp, help } = await import('./arguments/help.ts')
    const { columns } = world.stdout
    return tell(line.group === undefined ? help(command, columns) : groupHelp(line.group, columns), run.print)
  }
  const flags = parse(command, withPrefix(line))
  const { settings, file } = await settle(command, flags, world)
  const modes = printModes(settings)
  // As long as the files are not known to be free, a report about that must not go there.
  for (const { file } of modes.reports) if (file !== undefined) await claim(file)
  run.print = makePrint(world, modes)
  run.remarks.push(...(file?.diagnostics ?? []))
  if (command.connects) run.remarks.push(...overruledTarget(settings))
  await remark(command, settings, flags, run)
  refuseReadOnly(settings)
  const watch = startWatch(world, run.print)
  const { print } = run
  const context = { settings, words: flags.words, world, print, emit: watch.emit, interrupt, quiet: watch.clear }
  try {
    return await command.run(context)
  } finally {
    watch.stop()
  }
}

/** A report that could not be written must be known before anything is. */
async function claim(file: string): Promise<void> {
  const [{ checkFile }, { REPORT }] = await Promise.all([
    import('./files/write-file.ts'),
    import('./files/report-file.ts'),
  ])
  await checkFile(file, false, REPORT)
}

// decK's gateway validate asks the gateway.
function withPrefix(line: Line): string[] {
  return line.prefix === 'gateway' && line.entry?.name === 'validate' ? [...line.rest, '--online'] : line.rest
}

async function settle(
  command: Command,
  { flags }: Flags,
  world: World,
): Promise<{ settings: Settings; file?: ConfigFile }> {
  const { env } = world
  const named = resolve(
    command.options.filter((option) => option.outside === true),
    { flags, env },
  ).text('config')
  const path = named ?? findFile(world.cwd)
  if (path === undefined) return { settings: resolve(command.options, { flags, env }) }
  const { readFile } = await import('../config/read-file.ts')
  const file = await readFile(path)
  return { settings: resolve(command.options, { flags, env, file }), file }
}

/** Only commands that change the gateway have the option. */
function refuseReadOnly(settings: Settings): void {
  if (!settings.has('read-only') || !settings.flag('read-only')) return
  const what = settings.target === undefined ? 'this gateway' : `target ${settings.target}`
  throw new Refusal('refused', [
    problem('read-only-target', `${what} is read-only (${settings.origin('read-only')}); nothing was changed`, {
      hint: '`keelson diff` shows what would change; --read-only=false lifts this guard',
    }),
  ])
}

async function remark(command: Command, settings: Settings, { ignored }: Flags, run: Run): Promise<void> {
  const { print } = run
  for (const row of deckOptions.filter((each) => ignored.includes(each.name))) {
    await print.note(`--${row.name} has no effect: ${row.why}\n`)
  }
  await print.note(diagnosticsText(located(run.remarks), print.colour.stderr))
  if (!print.verbose) return
  const { explain } = await import('../config/explain.ts')
  const lines = explain(settings, command.connects).map((each) => `${printable(each)}\n`)
  await print.note(lines.join(''))
}

async function tell(text: string, print: Print): Promise<Result> {
  await print.result(text)
  return { exit: 'done', parts: { text } }
}

async function finish(result: Result, run: Run, world: World, interrupt: Context['interrupt']): Promise<number> {
  const diagnostics = [...located(run.remarks), ...(result.diagnostics ?? [])]
  return exits[await closeReport({ ...run, result, diagnostics, problems: [] }, world, interrupt)].code
}

async function fail(error: unknown, interrupt: Context['interrupt'], run: Run, world: World): Promise<number> {
  const { exit, diagnostics: problems, unexpected } = outcomeOfError(error, interrupt)
  const all = located(problems)
  await run.print.problem(diagnosticsText(all, run.print.colour.stderr))
  if (unexpected && (world.env.KEELSON_DEBUG ?? '') !== '' && error instanceof Error) {
    await run.print.problem(`${error.stack ?? error.message}\n`)
  }
  const diagnostics = [...located(run.remarks), ...all]
  return exits[await closeReport({ ...run, result: { exit }, diagnostics, problems }, world, interrupt)].code
}
