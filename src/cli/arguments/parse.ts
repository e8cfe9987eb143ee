import yargsParser from 'yargs-parser'
import { deckOptions } from '../../config/deck.ts'
import type { Option } from '../../config/option.ts'
import { nearest } from '../../model/nearest.ts'
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

/** What is read of an option: its type, and the names under which it may be given. */
type Shape = Pick<Option, 'name' | 'short' | 'aliases' | 'type'>

const HELP: Shape = { name: 'help', short: 'h', type: 'flag' }

const IGNORED: readonly Shape[] = deckOptions
  .filter((row) => row.fate === 'ignored')
  .map(({ name, value }) => ({ name, type: value === true ? 'text' : 'flag' }))

const CONFIGURATION = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'strip-aliased': true,
  'unknown-options-as-args': true,
}

/**
 * Parses the arguments of a command.
 * @param command the command
 * @param given arguments without the command's words
 * @returns flags and words
 * @throws Refusal (invalid) for anything the command does not know, with the nearest name, and for an option without its value
 */
export function parse(command: Command, given: readonly string[]): Flags {
  const shapes = [...command.options, ...IGNORED, HELP]
  const end = given.includes('--') ? given.indexOf('--') : given.length
  const args = given.slice(0, end).map((token, index, all) => {
    return looksLikeOption(token) ? spelled(token, all[index + 1], shapes, command) : token
  })
  const { _: rest, ...values } = readBy(shapes, args)
  const stray = rest.find((word) => /^-./.test(word))
  if (stray !== undefined) refuse(nameIn(stray), command)
  const words = [...rest, ...given.slice(end + 1)]
  if (command.words === undefined && words[0] !== undefined) {
    throw usage(`unexpected argument ${JSON.stringify(words[0])}`, see(command))
  }
  const flags = flagsOf(shapes, values)
  const ignored = IGNORED.map(({ name }) => name).filter((name) => flags[name] !== undefined)
  return { flags, words: [...new Set(words)], ignored }
}

/**
 * An option as yargs-parser takes it, which knows neither `-wNAME` nor `--flag=yes`, and would let pass `--flag=nonsense` (for
 * false) and unknown options (as values). What it knows as one fault, a value that lacks, is told here too, so that the first fault
 * of the line is the one that is told.
 */
function spelled(token: string, next: string | undefined, shapes: readonly Shape[], command: Command): string {
  const rawName = nameIn(token)
  const shape = shapes.find((each) => namesOf(each).some((name) => dashed(name) === rawName))
  if (shape === undefined) return refuse(rawName, command)
  if (token === rawName) {
    if (shape.type !== 'flag' && (next === undefined || looksLikeOption(next))) throw usage(`${rawName} needs a value`)
    return token
  }
  const value = token.slice(rawName.length).replace(/^=/, '')
  return `--${shape.name}=${shape.type === 'flag' ? truth(rawName, value) : value}`
}

function readBy(shapes: readonly Shape[], args: string[]): Record<string, unknown> & { _: string[] } {
  const flags = shapes.filter(({ type }) => type === 'flag').map(({ name }) => name)
  const others = shapes.filter(({ type }) => type !== 'flag').map(({ name }) => [name, 1] as const)
  const several = shapes.map(namesOf).filter((names) => names.length > 1)
  const parsed = yargsParser(args, {
    alias: Object.fromEntries(several.map(([name = '', ...more]) => [name, more])),
    boolean: flags,
    narg: Object.fromEntries(others),
    configuration: CONFIGURATION,
  })
  return { ...parsed, _: parsed._.map(String) }
}

/** An option that was given several times has a list of values; the last one wins, unless it takes a list. */
function flagsOf(shapes: readonly Shape[], values: Record<string, unknown>): Record<string, unknown> {
  const given = shapes.filter(({ name }) => values[name] !== undefined)
  const entries = given.map(({ name, type }) => {
    const all = [values[name]].flat()
    return [name, type === 'list' ? all : all.at(-1)]
  })
  return Object.fromEntries(entries)
}

/** A number below zero does not: it may be a value. */
function looksLikeOption(token: string): boolean {
  return /^-[^0-9]/.test(token)
}

function truth(rawName: string, value: string): boolean {
  if (/^(true|yes|on|1)$/i.test(value)) return true
  if (/^(false|no|off|0)$/i.test(value)) return false
  throw usage(`${rawName} takes true or false, not ${JSON.stringify(value)}`)
}

function refuse(rawName: string, command: Command): never {
  const name = rawName.replace(/^-+/, '')
  const deck = deckOptions.find((row) => row.name === name)
  if (deck !== undefined) throw usage(`decK's option ${rawName} is not supported`, deck.why)
  const near = nearest(name, command.options.flatMap(namesOf))
  throw usage(`unknown option ${rawName}`, near === undefined ? see(command) : `did you mean ${dashed(near)}?`)
}

/** The name of the option that a text begins with: `--addr` of `--addr=x`, `-w` of `-wprod`. */
function nameIn(token: string): string {
  return /^--.[^=]*|^-./su.exec(token)?.[0] ?? token
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`
}

function see(command: Command): string {
  return `see keelson ${command.name} --help`
}
