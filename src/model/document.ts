import type { Diagnostic, Place, Position } from './diagnostic.ts'
import type { Fields } from './value.ts'

/** One YAML or JSON document of a state file, parsed, with values from the environment wrapped as secrets. */
export interface Document {
  file: string
  /** Which document of the file, from 0. */
  index: number
  value: Fields
}

/**
 * Gives the SHA-256, in hex, of each file that was read, by its name with `/` and without detours. It is worked out at the first
 * call: a diff does not need it, and of large files it takes a while.
 */
export type Digests = () => ReadonlyMap<string, string>

/** State files as read. */
export interface Loaded {
  /** Names of the files that were read, `<stdin>` for standard input. */
  files: readonly string[]
  documents: Document[]
  diagnostics: Diagnostic[]
  digests: Digests
  /** Turns a node into a position; costs a second parse of its file, so only for messages. */
  locate(place: Place): Position
}
