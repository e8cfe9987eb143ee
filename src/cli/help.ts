import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { exitTable } from './exit.ts'
import { parserFor } from './parse.ts'

const WIDEST = 110

/**
 * Writes the help of a command, or of the program.
 * @param command absent for the program
 * @param columns width of the terminal
 */
export async function help(command: Command | undefined, columns: number): Promise<string> {
  const width = Math.min(columns, WIDEST)
  const text = command === undefined ? await programHelp(width) : await commandHelp(command, width)
  return `${text.trimEnd()}\n`
}

async function programHelp(width: number): Promise<string> {
  const parser = parserFor(undefined, []).wrap(width).usage('Usage: $0 <command> [options]')
  parser.usage("\nKeeps a gateway's configuration as YAML, and puts it back when it is lost.")
  for (const { name, describe } of commands) parser.command(name, describe)
  parser.option('version', { type: 'boolean', describe: "show Keelson's version", group: 'Output' })
  const notes = [
    `Exit codes:\n${exitTable()}`,
    'Every option is also read from a KEELSON_ variable (--select-tag: KEELSON_SELECT_TAG) and from keelson.yaml.',
    'keelson <command> --help shows options and examples.',
  ]
  return parser.epilogue(notes.join('\n\n')).getHelp()
}

async function commandHelp(command: Command, width: number): Promise<string> {
  const words = command.words === undefined ? '' : ` [${command.words}..]`
  const parser = parserFor(command, []).wrap(width).usage(`Usage: $0 ${command.name}${words} [options]`)
  parser.usage(`\n${command.describe}`)
  for (const [line, what] of command.examples) parser.example(line, what)
  return parser.getHelp()
}
