/** What a setting can hold, whichever source it came from. */
export type SettingValue = string | number | boolean | string[]

/** One row = one option: the same name on the command line, in a variable and in keelson.yaml. Data only. */
export interface Option {
  /** `select-tag`: `--select-tag`, `KEELSON_SELECT_TAG`, `select-tag:`. */
  name: string
  short?: string
  /** Other spellings on the command line. */
  aliases?: readonly string[]
  /** A `list` may be repeated, each time with one value. */
  type: 'text' | 'number' | 'flag' | 'list'
  /** What stands for the value in help. */
  value?: string
  describe: string
  default?: string | number
  choices?: readonly string[]
  /** Values that only other commands take: a variable or file that holds one is no error here, and the default counts. */
  elsewhere?: readonly string[]
  /** A word that a number option takes in place of a number. */
  word?: string
  /** Bounds of a number. */
  minimum?: number
  maximum?: number
  integer?: boolean
  /** Entries of a list that a comma separates too. */
  comma?: boolean
  /** Variables that are read beside the own one, after it. */
  variables?: readonly string[]
  /** The value is never shown. */
  secret?: boolean
  /** Only on the command line and in a variable: it decides how the file is read. */
  outside?: boolean
  /** What all sources say counts together, by a rule of its own. */
  merged?: boolean
  /** May stand inside a named target of keelson.yaml. */
  perTarget?: boolean
  /** Heading in help. */
  group: 'Connection' | 'Output' | 'Selection' | 'Planning' | 'Backup' | 'Command'
}

/**
 * The environment variable of an option.
 * @param name the option's name, `tls-server-name`
 * @returns `KEELSON_TLS_SERVER_NAME`
 */
export function variableOf(name: string): string {
  return `KEELSON_${name.toUpperCase().replaceAll('-', '_')}`
}

/**
 * Writes the values that an option takes.
 * @param choices at least one
 * @returns `text, json or markdown`
 */
export function choicesText(choices: readonly string[]): string {
  return choices.join(', ').replace(/, ([^,]*)$/, ' or $1')
}
