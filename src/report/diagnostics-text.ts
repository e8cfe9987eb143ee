import type { Diagnostic, Place, Position } from '../model/diagnostic.ts'
import { type Colour, type Ink, ink } from './ink.ts'
import { printable } from './printable.ts'

/** Turns a node of a state file into a position. */
export type Locate = (place: Place) => Position

/** A diagnostic with its place resolved; a heading comes first, then what has no place, in the end of which what closes it. */
export interface Located extends Diagnostic {
  file?: string
  line?: number
  column?: number
  /** Where inside the file, `services[2].port`. */
  path?: string
}

/**
 * Resolves places and sorts: by file, line and column, errors before warnings of the same place.
 * @param diagnostics in any order
 * @param locate absent when no file was read; then places keep file and path only
 * @returns a sorted copy
 */
export function located(diagnostics: readonly Diagnostic[], locate?: Locate): Located[] {
  return diagnostics.map((each) => resolve(each, locate)).sort(inOrder)
}

/**
 * Writes diagnostics for people: `file:line:column  error  path  message`, a hint below, and the counts at the end. A hint that is the
 * same for several in a row stands below the last of them.
 * @param diagnostics already resolved and sorted
 * @param colour what the stream takes
 * @returns text that ends with an end of line; empty when there is nothing to say
 */
export function diagnosticsText(diagnostics: readonly Located[], colour: Colour): string {
  if (diagnostics.length === 0) return ''
  const paint = ink(colour)
  const lines = diagnostics.flatMap((each, at) => entry(each, paint, diagnostics[at + 1]))
  // One problem of the command line needs no count.
  const count = diagnostics.length > 1 || diagnostics[0]?.file !== undefined ? [counted(diagnostics)] : []
  return `${[...lines, ...count].join('\n')}\n`
}

/**
 * Counts diagnostics in words.
 * @param diagnostics any
 * @returns `2 errors, 1 warning`
 */
export function counted(diagnostics: readonly Pick<Diagnostic, 'level' | 'heading' | 'closing'>[]): string {
  const told = diagnostics.filter(({ heading, closing }) => !heading && !closing)
  const errors = told.filter((each) => each.level === 'error').length
  const warnings = told.length - errors
  const parts = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ]
  return parts.join(', ') || 'no problems'
}

function entry(each: Located, paint: Ink, next: Located | undefined): string[] {
  const where = [each.file, each.line, each.column].filter((part) => part !== undefined).join(':')
  const parts = [
    ...(where === '' ? [] : [paint.strong(printable(where))]),
    each.level === 'error' ? paint.error('error') : paint.warning('warning'),
    ...(each.path === undefined || each.path === '' ? [] : [printable(each.path)]),
    printable(each.message),
  ]
  const hint = each.hint === next?.hint ? undefined : each.hint
  return [parts.join('  '), ...(hint === undefined ? [] : [paint.faint(`    hint: ${printable(hint)}`)])]
}

function resolve(diagnostic: Diagnostic, locate: Locate | undefined): Located {
  const { place } = diagnostic
  const at = diagnostic.at ?? (place === undefined ? undefined : locate?.(place))
  return {
    ...diagnostic,
    ...(at !== undefined ? { file: at.file, line: at.line, column: at.column } : place && { file: place.file }),
    ...(place !== undefined && { path: pathText(place.path) }),
  }
}

function pathText(path: readonly (string | number)[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`)).join('')
}

function inOrder(a: Located, b: Located): number {
  return (
    Number(b.heading ?? false) - Number(a.heading ?? false) ||
    compare(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compare(a.level, b.level) ||
    Number(a.closing ?? false) - Number(b.closing ?? false) ||
    compare(a.message, b.message)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
