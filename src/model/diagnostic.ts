/** A node of a state file: the file's name as given by the user and the keys and indexes that lead to the node. */
export interface Place {
  file: string
  /** Which YAML document of the file, from 0. */
  document?: number
  path: readonly (string | number)[]
}

/** A position that a person can jump to; line and column count from 1. */
export interface Position {
  file: string
  line: number
  column: number
}

/** One problem or remark. Values, collected and shown together; never thrown half-way. */
export interface Diagnostic {
  level: 'error' | 'warning'
  /** Stable, kebab-case: `unknown-field`, `dangling-reference` … */
  code: string
  message: string
  hint?: string
  /** It says what the others are the details of: it comes first, and does not count. */
  heading?: true
  /** It says how many of these others are not told: it comes after them, and does not count. */
  closing?: true
  /** What it is about, where no place tells. */
  about?: { kind: string; name?: string }
  /** Where: a node (turned into a position only when shown) or a position that is known already. */
  place?: Place
  at?: Position
}

/** Raised to end a command with diagnostics; `exit` is a key of the exit-code table. */
export class Refusal extends Error {
  readonly diagnostics: readonly Diagnostic[]
  readonly exit: 'failed' | 'invalid' | 'refused'

  constructor(exit: 'failed' | 'invalid' | 'refused', diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((each) => each.message).join('\n'))
    this.exit = exit
    this.diagnostics = diagnostics
  }
}

/** Builds an error diagnostic. */
export function problem(code: string, message: string, more: Partial<Diagnostic> = {}): Diagnostic {
  return { level: 'error', code, message, ...more }
}

/** Builds a warning diagnostic. */
export function warning(code: string, message: string, more: Partial<Diagnostic> = {}): Diagnostic {
  return { level: 'warning', code, message, ...more }
}
