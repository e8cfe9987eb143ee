import { coerce } from './coerce.ts'
import { fileValue } from './file-value.ts'
import type { Option } from './option.ts'
import { optionSets, pick } from './options.ts'
import { type Settings, variables } from './settings.ts'

/** An entry of the exclusion lists and where it came from. */
export interface ListEntry {
  list: 'exclude' | 'include'
  text: string
  /** `--exclude`, `KEELSON_EXCLUDE` or `keelson.yaml:4:11`. */
  from: string
}

/**
 * Joins `exclude` and `include` of all sources: a list kept in keelson.yaml must not fall away because a command line
 * names something more. An entry of a stronger source takes the place of the very same entry of a weaker one, so that
 * `--include consumers` takes back `exclude: [consumers]`.
 * @param settings the settings in force
 * @returns entries, those of the weakest source first: top of the file, target, variable, command line
 * @throws Refusal (invalid) for an empty entry
 */
export function exclusionInForce(settings: Settings): ListEntry[] {
  const byEntry = new Map<string, ListEntry[]>()
  const rows = optionSets.selection.filter(({ name }) => name === 'exclude' || name === 'include')
  for (const source of SOURCES) {
    const entries = rows.flatMap((row) => source(row, settings))
    for (const each of entries) byEntry.delete(keyOf(each))
    for (const each of entries) byEntry.set(keyOf(each), [...(byEntry.get(keyOf(each)) ?? []), each])
  }
  return [...byEntry.values()].flat()
}

/**
 * Joins `protect` of all sources: no source takes back what another one protects, for that is what --allow-protected is for.
 * @param settings the settings in force
 * @throws Refusal (invalid) for an empty entry
 */
export function protectedInForce(settings: Settings): string[] {
  const [row] = pick('protect')
  return row === undefined
    ? []
    : [...new Set(SOURCES.flatMap((source) => source(row, settings)).map(({ text }) => text))]
}

/** Kinds are written with either sign. */
function keyOf({ text }: ListEntry): string {
  const [kind = '', ...narrowed] = text.split(':')
  return [kind.replaceAll('_', '-'), ...narrowed].join(':')
}

type Source = (option: Option, settings: Settings) => ListEntry[]

/** The weakest first. */
const SOURCES: readonly Source[] = [
  (option, settings) => inFile(option, settings, undefined),
  (option, settings) => inFile(option, settings, settings.target),
  (option, { sources }) => {
    const name = variables(option).find((each) => (sources.env[each] ?? '') !== '')
    return name === undefined ? [] : entriesOf(option, sources.env[name], name)
  },
  (option, { sources }) => entriesOf(option, sources.flags[option.name], `--${option.name}`),
]

function inFile(option: Option, { sources }: Settings, target: string | undefined): ListEntry[] {
  const found = fileValue(sources.file, target, option.name, sources.env)
  // A target that is silent is answered for by the top of the file, which is a source of its own.
  const isOwn = found?.path[0] === 'targets' || target === undefined
  return found === undefined || !isOwn ? [] : entriesOf(option, found.value, found.from)
}

function entriesOf(option: Option, raw: unknown, from: string): ListEntry[] {
  if (raw === undefined || (Array.isArray(raw) && raw.length === 0)) return []
  const list = option.name === 'include' ? 'include' : 'exclude'
  return [coerce(option, raw, from)].flat().map((text) => ({ list, text: String(text), from }))
}
