import { deckOptions } from '../../config/deck.ts'
import type { Option } from '../../config/option.ts'
import { options } from '../../config/options.ts'
import { nearest } from '../../model/nearest.ts'
import { commands, commandsOf, type Entry } from './commands.ts'
import { joinQuoted } from './join-quoted.ts'
import { usage } from './usage.ts'

/** A command line, taken apart as far as to know the command. */
export interface Line {
  entry: Entry | undefined
  /** Where help is wanted on commands that begin with the same word: that word. */
  group: string | undefined
  /** Everything but the command's own words. */
  rest: string[]
  help: boolean
  version: boolean
  /** decK's word before the command, `gateway` or `file`. */
  prefix: string | undefined
}

/**
 * Finds the command in a command line; options may stand before it.
 * @param argv arguments after the program's name
 * @returns the command and the arguments for it
 * @throws Refusal (invalid) for an unknown command, with the nearest name
 */
export function splitLine(argv: readonly string[]): Line {
  const tokens = foldVerbose(joinQuoted(argv))
  const words = wordPositions(tokens)
  const said = words.map((index) => tokens[index] ?? '')
  const prefix = said[0] === 'gateway' || said[0] === 'file' ? said[0] : undefined
  const asked = said[0] === 'help'
  const skip = prefix !== undefined || asked ? 1 : 0
  const version = tokens.includes('--version') || (said.length === 1 && said[0] === 'version')
  const help = asked || tokens.includes('--help') || tokens.includes('-h')
  const group = help && said.length === skip + 1 ? groupOf(said[skip] ?? '') : undefined
  const found = version || group !== undefined ? undefined : findCommand(said.slice(skip), prefix)
  if (found === undefined && !version && !help) throw noCommand(said.slice(skip))
  const used = new Set(words.slice(0, skip + (found?.name.split(' ').length ?? 0)))
  return { entry: found, group, rest: tokens.filter((_, index) => !used.has(index)), help, version, prefix }
}

function findCommand(said: string[], prefix: string | undefined): Entry | undefined {
  if (said.length === 0) return undefined
  const [first = '', second = ''] = said
  if (first === 'konnect') throw usage('deck konnect has no counterpart', 'Keelson does not talk to Konnect')
  const named = (name: string) => commands.find((each) => each.name === name)
  const found = named(`${first} ${second}`) ?? named(first)
  if (prefix === 'file' && found?.name !== 'validate') {
    throw usage(`deck file ${first} has no counterpart`, 'of deck file, Keelson has validate')
  }
  if (found === undefined) throw unknownCommand(first, second)
  return found
}

function noCommand(said: string[]): Error {
  return said.length > 0
    ? unknownCommand(said[0] ?? '', said[1] ?? '')
    : usage('no command was given', 'see keelson --help')
}

/** A word that is the first of several commands and none by itself. */
function groupOf(word: string): string | undefined {
  const isAlone = commands.some(({ name }) => name === word)
  return isAlone || commandsOf(word).length === 0 ? undefined : word
}

function unknownCommand(first: string, second: string): Error {
  const inner = commandsOf(first).map(({ name }) => name)
  if (inner.length > 0 && second === '') {
    return usage(`${first} needs one more word`, `did you mean ${inner.join(' or ')}?`)
  }
  const asked = inner.length > 0 ? `${first} ${second}` : first
  const known = inner.length > 0 ? inner : commands.flatMap(({ name }) => [name, name.split(' ')[0] ?? ''])
  const near = nearest(asked, known)
  const help = inner.length > 0 ? `see keelson ${first} --help` : 'see keelson --help'
  return usage(`unknown command ${JSON.stringify(asked)}`, near === undefined ? help : `did you mean ${near}?`)
}

// Positions of the words that are neither options nor their values.
function wordPositions(tokens: readonly string[]): number[] {
  const positions: number[] = []
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? ''
    if (token === '--') return [...positions, ...tokens.slice(index + 1).map((_, more) => index + 1 + more)]
    if (token === '-' || !token.startsWith('-')) positions.push(index)
    else if (takesNext(token)) index++
  }
  return positions
}

function takesNext(token: string): boolean {
  if (token.includes('=')) return false
  const name = token.replace(/^--?/, '')
  const deck = deckOptions.find((each) => each.name === name)
  const row = options.find((each) => namesOf(each).includes(name) && token.startsWith(name.length > 1 ? '--' : '-'))
  return deck?.value === true || (row !== undefined && row.type !== 'flag')
}

/**
 * All spellings of an option, without dashes.
 * @param option the option's row
 */
export function namesOf(option: Pick<Option, 'name' | 'short' | 'aliases'>): string[] {
  return [option.name, ...(option.short === undefined ? [] : [option.short]), ...(option.aliases ?? [])]
}

// decK's --verbose takes a number.
function foldVerbose(argv: readonly string[]): string[] {
  return argv.flatMap((token, index) => {
    if (token === '--verbose' && /^\d$/.test(argv[index + 1] ?? '')) return [`--verbose=${argv[index + 1] !== '0'}`]
    return /^\d$/.test(token) && argv[index - 1] === '--verbose' ? [] : [token]
  })
}
