import { coerce } from './coerce.ts'
import { type Env, fileValue, requireTarget } from './file-value.ts'
import { type Option, type SettingValue, variableOf } from './option.ts'
import type { ConfigFile } from './read-file.ts'

/** Where settings come from; flags are what the command line said, by the option's name. */
export interface Sources {
  flags: Readonly<Record<string, unknown>>
  env: Env
  file?: ConfigFile
}

/** One setting in force. */
export interface Setting {
  option: Option
  value: SettingValue
  /** `--addr`, `KEELSON_ADDR`, `keelson.yaml:3:5` or `default`. */
  from: string
}

/** All settings of one run. A name that the command does not have is a defect and raises an error. */
export interface Settings {
  text(name: string): string | undefined
  number(name: string): number | undefined
  flag(name: string): boolean
  list(name: string): string[]
  /** Whether the command has the option. */
  has(name: string): boolean
  /** Where the value came from, when it is not the default. */
  origin(name: string): string | undefined
  /** The settings in force, in the order of the table. */
  all: readonly Setting[]
  /** The named target in use. */
  target: string | undefined
  sources: Sources
}

/**
 * Resolves every option of a command: flag, then variable, then keelson.yaml, then default.
 * @param options the command's options
 * @param sources command line, environment, file
 * @returns the settings, each knowing where it came from
 * @throws Refusal (invalid) for a value that the option does not take and for an unknown target
 */
export function resolve(options: readonly Option[], sources: Sources): Settings {
  const target = targetOf(options, sources)
  const found = new Map<string, Setting>()
  for (const option of options) {
    if (option.merged === true) continue
    const setting = settingOf(option, sources, target)
    if (setting !== undefined) found.set(option.name, setting)
  }
  const names = new Set(options.map((option) => option.name))
  const value = (name: string): SettingValue | undefined => {
    if (!names.has(name)) throw new Error(`this command has no option ${name}`)
    return found.get(name)?.value
  }
  return {
    text: (name) => asText(value(name)),
    number: (name) => asNumber(value(name)),
    flag: (name) => value(name) === true,
    list: (name) => asList(value(name)),
    has: (name) => names.has(name),
    origin: (name) => (found.get(name)?.from === 'default' ? undefined : found.get(name)?.from),
    all: [...found.values()],
    target,
    sources,
  }
}

function targetOf(options: readonly Option[], sources: Sources): string | undefined {
  const option = options.find((each) => each.name === 'target')
  const setting = option === undefined ? undefined : settingOf(option, sources, undefined)
  if (setting === undefined) return undefined
  const name = String(setting.value)
  requireTarget(sources.file, name, setting.from)
  return name
}

function settingOf(option: Option, sources: Sources, target: string | undefined): Setting | undefined {
  const given = sources.flags[option.name]
  if (given !== undefined) return made(option, lastOf(option, given), `--${option.name}`)
  const variable = variables(option).find((name) => (sources.env[name] ?? '') !== '')
  if (variable !== undefined) return madeHere(option, sources.env[variable], variable)
  const inFile = option.outside === true ? undefined : fileValue(sources.file, target, option.name, sources.env)
  if (inFile !== undefined) return madeHere(option, inFile.value, inFile.from)
  return option.default === undefined ? undefined : { option, value: option.default, from: 'default' }
}

/**
 * The variables that an option is read from.
 * @param option the option's row
 * @returns names, the strongest first
 */
export function variables(option: Option): string[] {
  return [variableOf(option.name), ...(option.variables ?? [])]
}

/** What is said for all commands may be for others than this one. */
function madeHere(option: Option, raw: unknown, from: string): Setting {
  const isForOthers = option.elsewhere?.includes(String(raw)) === true
  if (option.default === undefined || !isForOthers) return made(option, raw, from)
  return { option, value: option.default, from: 'default' }
}

function made(option: Option, raw: unknown, from: string): Setting {
  return { option, value: coerce(option, raw, from), from }
}

// An option that is no list and is given twice takes the last value, so that a wrapper script can be overruled.
function lastOf(option: Option, given: unknown): unknown {
  return option.type !== 'list' && Array.isArray(given) ? given.at(-1) : given
}

function asText(value: SettingValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function asNumber(value: SettingValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function asList(value: SettingValue | undefined): string[] {
  return Array.isArray(value) ? value : []
}
