import { parseArgs } from 'node:util'
import { deckOptions } from '../config/deck.ts'
import type { Option } from '../config/option.ts'
import { nearest } from '../model/nearest.ts'
import { namesOf } from './argv.ts'
import type { Command } from './command.ts'
import { usage } from './usage.ts'

/** What the command line says beside the command. */
export interface Flags {
  /** Values by the option's name, as given: a text, true or false, or a list of texts. */
  flags: Record<string, unknown>
  /** Each word once. */
  words: string[]
  /** Options of decK that were given and have no effect. */
  ignored: string[]
}

type Token = ReturnType<typeof tokensOf>[number]
type OptionToken = Extract<Token, { kind: 'option' }>

/** What is read of an option: its type, and the names under which it may be given. */
type Shape = Pick<Option, 'name' | 'short' | 'aliases' | 'type'>

const HELP: Shape = { name: 'help', short: 'h', type: 'flag' }

const IGNORED: readonly Shape[] = deckOptions
  .filter((row) => row.fate === 'ignored')
  .map(({ name, value }) => ({ name, type: value === true ? 'text' : 'flag' }))

/**
 * Parses the arguments of a command.
 * @param command the command
 * @param given arguments without the command's words
 * @returns flags and words
 * @throws Refusal (invalid) for anything the command does not know, with the nearest name, and for an option without its value
 */
export function parse(command: Command, given: readonly string[]): Flags {
  const shapes = [...command.options, ...IGNORED, HELP]
  const flags: Record<string, unknown> = {}
  const words: string[] = []
  const tokens = tokensOf(shapes, given)
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]
    if (token?.kind === 'positional') words.push(token.value)
    if (token?.kind !== 'option') continue
    const shape = shapeOf(shapes, token.rawName) ?? refuse(token.rawName, command)
    const word = shape.type === 'flag' && token.value === undefined ? truthWord(tokens[index + 1]) : undefined
    if (word !== undefined) index++
    enter(flags, shape, shape.type === 'flag' ? truth(token.rawName, token.value ?? word ?? 'true') : textOf(token))
  }
  if (command.words === undefined && words[0] !== undefined) {
    throw usage(`unexpected argument ${JSON.stringify(words[0])}`, see(command))
  }
  const ignored = IGNORED.map(({ name }) => name).filter((name) => flags[name] !== undefined)
  return { flags, words: [...new Set(words)], ignored }
}

/** Not strict: what is wrong is told in our own words. */
function tokensOf(shapes: readonly Shape[], given: readonly string[]) {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {}
  for (const shape of shapes) {
    const type = shape.type === 'flag' ? 'boolean' : 'string'
    for (const name of [shape.name, ...(shape.aliases ?? [])]) options[name] = { type }
    if (shape.short !== undefined) options[shape.name] = { type, short: shape.short }
  }
  return parseArgs({ args: [...given], options, strict: false, tokens: true }).tokens
}

function shapeOf(shapes: readonly Shape[], rawName: string): Shape | undefined {
  return shapes.find((shape) => namesOf(shape).some((name) => dashed(name) === rawName))
}

function enter(flags: Record<string, unknown>, { name, type }: Shape, value: unknown): void {
  flags[name] = type === 'list' ? [...((flags[name] as unknown[] | undefined) ?? []), value] : value
}

/** A flag takes its value as a word of its own, too, which parseArgs does not know. */
function truthWord(next: Token | undefined): string | undefined {
  return next?.kind === 'positional' && /^(true|false)$/.test(next.value) ? next.value : undefined
}

function truth(rawName: string, value: string): boolean {
  if (/^(true|yes|on|1)$/i.test(value)) return true
  if (/^(false|no|off|0)$/i.test(value)) return false
  throw usage(`${rawName} takes true or false, not ${JSON.stringify(value)}`)
}

/** What looks like an option is none's value, unless `=` says so; a number below zero does not look like one. */
function textOf({ rawName, value, inlineValue }: OptionToken): string {
  if (value === undefined || (!inlineValue && /^-[^0-9]/.test(value))) throw usage(`${rawName} needs a value`)
  return inlineValue && !rawName.startsWith('--') ? value.replace(/^=/, '') : value
}

function refuse(rawName: string, command: Command): never {
  const name = rawName.replace(/^-+/, '')
  const deck = deckOptions.find((row) => row.name === name)
  if (deck !== undefined) throw usage(`decK's option ${rawName} is not supported`, deck.why)
  const near = nearest(name, command.options.flatMap(namesOf))
  throw usage(`unknown option ${rawName}`, near === undefined ? see(command) : `did you mean ${dashed(near)}?`)
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`
}

function see(command: Command): string {
  return `see keelson ${command.name} --help`
}
