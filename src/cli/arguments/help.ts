import { choicesText, type Option } from '../../config/option.ts'
import { columns, wrap } from '../terminal/columns.ts'
import { exitTable } from '../terminal/exit.ts'
import type { Command } from './command.ts'
import { commands, commandsOf, type Entry } from './commands.ts'

const WIDEST = 110
const GROUPS = ['Command', 'Planning', 'Selection', 'Backup', 'Connection', 'Output'] as const
const HEADINGS = {
  Command: 'Options',
  Planning: 'Guards and matching',
  Selection: 'Selection',
  Backup: 'Backup',
  Connection: 'Connection',
  Output: 'Output',
} as const

/**
 * Writes the help of a command, or of the program.
 * @param command absent for the program
 * @param terminal columns of the terminal
 * @returns text that ends with an end of line
 */
export function help(command: Command | undefined, terminal: number): string {
  const width = Math.min(terminal, WIDEST)
  const lines = command === undefined ? programHelp(width) : commandHelp(command, width)
  return `${lines.join('\n').trimEnd()}\n`
}

/**
 * Writes the help of commands that begin with the same word.
 * @param group that word
 * @param terminal columns of the terminal
 * @returns text that ends with an end of line
 */
export function groupHelp(group: string, terminal: number): string {
  const rows = listed(commandsOf(group), Math.min(terminal, WIDEST))
  const usage = `Usage: keelson ${group} <command> [options]`
  const more = `keelson ${group} <command> --help shows the options of a command, with examples.`
  return `${[usage, '', 'Commands:', ...rows, '', more].join('\n')}\n`
}

const listed = (entries: readonly Entry[], width: number): string[] =>
  columns(
    entries.map(({ name, describe }) => [name, describe]),
    width,
  )

function programHelp(width: number): string[] {
  return [
    'Usage: keelson <command> [options]',
    '',
    "Keeps a gateway's configuration as YAML, and puts it back when it is lost.",
    '',
    'Commands:',
    ...listed(commands, width),
    '',
    'Options:',
    ...columns(
      [
        ['-h, --help', 'show this help, or that of a command'],
        ['--version', "show Keelson's version"],
      ],
      width,
    ),
    '',
    'Exit codes:',
    exitTable(),
    '',
    ...wrap(
      'Every option is also read from a KEELSON_ variable (--select-tag: KEELSON_SELECT_TAG), and all but those of one run (--out, --plan) from keelson.yaml.',
      width,
    ),
    'keelson <command> --help shows the options of a command, with examples.',
  ]
}

function commandHelp(command: Command, width: number): string[] {
  const words = command.words === undefined ? '' : ` [${command.words}…]`
  const groups = GROUPS.flatMap((group) => {
    const rows = command.options.filter((option) => option.group === group).map(row)
    if (group === 'Output') rows.push(['-h, --help', 'show this help'])
    return rows.length > 0 ? [`${HEADINGS[group]}:`, ...columns(rows, width), ''] : []
  })
  const examples = command.examples.flatMap(([line, what]) => [`  # ${what}`, `  ${line}`])
  return [
    `Usage: keelson ${command.name}${words} [options]`,
    '',
    ...wrap(command.describe, width),
    '',
    ...groups,
    'Examples:',
    ...examples,
  ]
}

function row(option: Option): [string, string] {
  const value = option.type === 'flag' ? '' : ` ${option.value ?? 'VALUE'}`
  const names = [option.name, ...(option.aliases ?? [])].map((name) => `--${name}`)
  const short = option.short === undefined ? [] : [`-${option.short}`]
  const choices = option.choices === undefined ? '' : `: ${choicesText(option.choices)}`
  const fallback = option.default === undefined ? '' : ` (default ${option.default})`
  return [[...short, ...names].join(', ') + value, option.describe + choices + fallback]
}
