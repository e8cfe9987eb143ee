import type { Option } from '../../config/option.ts'
import { printable } from '../../report/printable.ts'
import type { Context } from './command.ts'
import { commands } from './commands.ts'

/** What belongs to one run, not to what it is about; secrets stay out as well. */
const LEFT_OUT: readonly string[] = [
  'state',
  'plan',
  'out',
  'output',
  'out-file',
  'json-output',
  'no-color',
  'quiet',
  'verbose',
  'exit-code',
  'yes',
]

/** A command that could be run next. */
export interface Next {
  /** `sync`. */
  command: string
  /** The saved plan that it is to apply. */
  plan?: string
  /** The command that it speaks for, where it changes nothing itself. */
  for?: 'apply'
  /** Options beside those of this command line, by name. */
  options?: Readonly<Record<string, unknown>>
  /** What it is to read, where this command line names nothing. */
  files?: readonly string[]
}

/**
 * Writes a command line with the files and options of this one.
 * @param context the command's context
 * @param next the command to be run
 * @param files what it is to read
 * @returns one line for a shell; options that hold a secret or that the command does not have are left out, and so is what variables
 *   and keelson.yaml say
 */
export async function nextCommand(
  { settings }: Pick<Context, 'settings'>,
  { command, plan, for: meant, options: more, files: own = [] }: Next,
  files: readonly string[],
): Promise<string> {
  const flags: Readonly<Record<string, unknown>> = { ...(meant && { for: meant }), ...more, ...settings.sources.flags }
  const options = (await commands.find(({ name }) => name === command)?.load())?.options ?? []
  const given = options.filter(({ name, secret }) => secret !== true && !LEFT_OUT.includes(name))
  return [
    `keelson ${command}`,
    ...(plan === undefined ? [] : [`--plan ${quoted(plan)}`]),
    ...(files.length > 0 ? files : own).map(quoted),
    ...given.flatMap((option) => listOf(flags[option.name]).map((value) => spelled(option, value))),
  ].join(' ')
}

function listOf(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String)
}

function spelled({ name, type }: Option, value: string): string {
  if (type === 'flag') return value === 'true' ? `--${name}` : `--${name}=${value}`
  return `--${name} ${quoted(name === 'addr' ? value.replace(/\/\/[^/]*@/, '//') : value)}`
}

function quoted(text: string): string {
  const shown = printable(text)
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`
}
