import yargs, { type Argv } from 'yargs'
import { deckOptions } from '../config/deck.ts'
import type { Option } from '../config/option.ts'
import { nearest } from '../model/nearest.ts'
import { DASH, namesOf } from './argv.ts'
import type { Command } from './command.ts'
import { usage } from './usage.ts'

/** What the command line says beside the command. */
export interface Flags {
  /** Values by the option's name, as given. */
  flags: Record<string, unknown>
  words: string[]
  /** Options of decK that were given and have no effect. */
  ignored: string[]
}

const CONFIGURATION = {
  'camel-case-expansion': false,
  'strip-aliased': true,
  'boolean-negation': false,
  'dot-notation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'greedy-arrays': false,
}

/**
 * Sets yargs up for one command.
 * @param command the command
 * @param tokens arguments without the command's words
 * @returns a parser that raises errors in place of ending the process
 */
function parserFor(command: Command, tokens: readonly string[]) {
  const parser = yargs([...tokens])
    .scriptName('keelson')
    .locale('en')
    .parserConfiguration(CONFIGURATION)
    .help(false)
    .version(false)
    .exitProcess(false)
    .strict()
    .option('help', { alias: 'h', type: 'boolean' })
    .fail((message: string | undefined, error: Error | undefined) => {
      throw error ?? new Error(message)
    })
  for (const option of command.options) parser.option(option.name, shape(option))
  for (const each of deckOptions.filter((row) => row.fate === 'ignored')) {
    parser.option(each.name, { type: each.value === true ? 'string' : 'boolean' })
  }
  return parser
}

/**
 * Parses the arguments of a command.
 * @param command the command
 * @param tokens arguments without the command's words
 * @returns flags and words, each DASH turned back to `-`
 * @throws Refusal (invalid) for anything the command does not know, with the nearest name
 */
export async function parse(command: Command, tokens: readonly string[]): Promise<Flags> {
  const checked = tokens.map((token) => checkedFlag(command, token))
  const words = command.words === undefined ? '$0' : `$0 [${command.words}..]`
  const parser = parserFor(command, checked).command(words, command.describe, (inner) =>
    command.words === undefined ? inner : inner.positional(command.words, { type: 'string', array: true }),
  )
  const parsed = await asked(parser, command, checked)
  const named = command.words === undefined ? [] : parsed[command.words]
  const rest = [...asList(named), ...asList(parsed._)].map((word) => String(undash(word)))
  return { flags: flagsOf(command, parsed), words: [...new Set(rest)], ignored: ignoredOf(parsed) }
}

// yargs raises some errors at once and some through the promise.
async function asked(parser: Argv, command: Command, tokens: readonly string[]): Promise<Record<string, unknown>> {
  try {
    return await parser.parseAsync()
  } catch (error) {
    throw explained(error as Error, command, tokens)
  }
}

function shape(option: Option) {
  const common = { alias: namesOf(option).slice(1) }
  if (option.type === 'flag') return { ...common, type: 'boolean' as const }
  const one = { ...common, type: 'string' as const, requiresArg: true, nargs: 1 }
  return option.type === 'list' ? { ...one, array: true } : one
}

// yargs takes any text after = for false.
function checkedFlag(command: Command, token: string): string {
  const [, name, value] = token.match(/^--([^=]+)=(.*)$/s) ?? []
  const option = command.options.find((each) => each.type === 'flag' && namesOf(each).includes(name ?? ''))
  if (option === undefined) return token
  if (/^(true|yes|on|1)$/i.test(value ?? '')) return `--${name}=true`
  if (/^(false|no|off|0)$/i.test(value ?? '')) return `--${name}=false`
  throw usage(`--${name} takes true or false, not ${JSON.stringify(value)}`)
}

function flagsOf(command: Command, parsed: Record<string, unknown>): Record<string, unknown> {
  const flags: Record<string, unknown> = {}
  for (const { name } of command.options) {
    const value = parsed[name]
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue
    flags[name] = Array.isArray(value) ? value.map(undash) : undash(value)
  }
  return flags
}

function ignoredOf(parsed: Record<string, unknown>): string[] {
  return deckOptions.filter((row) => row.fate === 'ignored' && parsed[row.name] !== undefined).map((row) => row.name)
}

// The wording is that of yargs 18.2, whose version is pinned.
function explained(error: Error, command: Command, tokens: readonly string[]): Error {
  const [, list] = error.message.match(/^Unknown arguments?: (.+)$/s) ?? []
  const unknown = list?.split(', ')[0]
  if (unknown !== undefined) return unknownArgument(unknown, command, tokens)
  const [, lacking] = error.message.match(/^Not enough arguments following: (.+)$/) ?? []
  if (lacking !== undefined) return usage(`${dashed(lacking)} needs a value`)
  return usage(error.message, `see keelson ${command.name} --help`)
}

function unknownArgument(unknown: string, command: Command, tokens: readonly string[]): Error {
  const asOption = tokens.find((token) => token.startsWith('-') && token.replace(/^-+/, '').split('=')[0] === unknown)
  const grouped = tokens.some((token) => /^-[^-]/.test(token) && token.includes(unknown))
  const see = `see keelson ${command.name} --help`
  if (asOption === undefined && !grouped) return usage(`unexpected argument ${JSON.stringify(undash(unknown))}`, see)
  const deck = deckOptions.find((row) => row.name === unknown)
  if (deck !== undefined) return usage(`decK's option --${unknown} is not supported`, deck.why)
  const near = nearest(unknown, command.options.flatMap(namesOf))
  return usage(`unknown option ${dashed(unknown)}`, near === undefined ? see : `did you mean ${dashed(near)}?`)
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`
}

function undash(value: unknown): unknown {
  return value === DASH ? '-' : value
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}
