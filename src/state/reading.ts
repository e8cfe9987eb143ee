import type { Diagnostic } from '../model/diagnostic.ts'
import { type Position, problem, warning } from '../model/diagnostic.ts'
import type { Environment } from './placeholder-value.ts'
import { positionOf, type Source } from './source.ts'

/** How values from the environment are got, and what was noted about them; one for all files of a run. */
export interface Variables {
  env: Environment
  /** What a variable that is not set is: an error, or a value that is not known yet. */
  missing: 'error' | 'unknown'
  /** Variables that are not set and may be so: how often each is asked for, and where first. */
  absent: Map<string, { count: number; first: Position }>
  /** Variables that are set but empty, and add nothing to longer texts: to how many, and to which first. */
  empty: Map<string, { count: number; first: Position }>
}

/** A file that is being read. */
export interface Reading {
  source: Source
  variables: Variables
  diagnostics: Diagnostic[]
}

/** Notes an error at an offset of the file. */
export function fail(reading: Reading, offset: number, code: string, message: string, hint?: string): void {
  const at = positionOf(reading.source, Math.max(0, offset))
  reading.diagnostics.push(problem(code, message, { at, ...(hint === undefined ? {} : { hint }) }))
}

/** Notes a warning at an offset of the file. */
export function warn(reading: Reading, offset: number, code: string, message: string, hint: string): void {
  reading.diagnostics.push(warning(code, message, { at: positionOf(reading.source, Math.max(0, offset)), hint }))
}
