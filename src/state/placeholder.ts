/** What stands between the braces of a placeholder: text or a number as written, or a function with its arguments. */
export type Expression =
  | { kind: 'text'; text: string }
  | { kind: 'number'; number: number }
  | { kind: 'call'; name: string; values: readonly Expression[] }

/** Why a placeholder cannot be read. */
export interface Flaw {
  /** Where in the file's text. */
  offset: number
  message: string
  hint: string
}

/** A `${{ … }}` of a state file: from `start` up to but not including `end`. */
export interface Placeholder {
  start: number
  end: number
  content: { expression: Expression } | { flaw: Flaw }
}

/** How the functions are to be called; the first three are decK's, with a text in the last place. */
export const FUNCTIONS: ReadonlyMap<string, { values: readonly number[]; example: string }> = new Map([
  ['env', { values: [1, 2], example: 'env "DECK_HOST"' }],
  ['toBool', { values: [1], example: 'env "DECK_ENABLED" | toBool' }],
  ['toInt', { values: [1], example: 'env "DECK_PORT" | toInt' }],
  ['toFloat', { values: [1], example: 'env "DECK_RATIO" | toFloat' }],
  ['indent', { values: [2], example: 'env "DECK_CERT" | indent 8' }],
])

/** The characters that open a placeholder. */
export const OPENING = '${{'

/** The characters that close a placeholder. */
export const CLOSING = '}}'

/** Writes what only looks like a placeholder, in JSON or in double quotes in YAML, so that it is read as plain text. */
export function hidePlaceholders(text: string): string {
  return text.replaceAll(OPENING, '\\u0024{{')
}
