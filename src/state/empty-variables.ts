import { type Diagnostic, type Position, warning } from '../model/diagnostic.ts'
import type { Placeholder } from './placeholder.ts'
import type { Known } from './placeholder-value.ts'
import type { Reading, Variables } from './reading.ts'
import { positionOf, type Source } from './source.ts'
import type { Plain } from './yaml-scalar.ts'

/** Counts that a variable is asked for at an offset of a file. */
export function countAt(source: Source, counts: Variables['absent'], name: string, offset: number): void {
  const before = counts.get(name)
  counts.set(name, { count: (before?.count ?? 0) + 1, first: before?.first ?? positionOf(source, offset) })
}

/**
 * Looks for variables that are set but empty. In: the value that placeholders came to. Out: where that is null or an empty text
 * and the file does not say that it may be, what is to be said of it; whoever knows the field decides whether that is an error.
 * Variables that add nothing to a longer text are counted, for `warnEmpty`.
 */
export function noteEmpty(
  reading: Reading,
  value: Plain,
  inside: readonly Placeholder[],
  known: readonly Known[],
): string | undefined {
  if (value === null || value === '') return emptiness(known)
  for (const [index, each] of known.entries()) {
    const [name] = each.variables
    if (name === undefined || each.mayBeEmpty || each.text !== '') continue
    countAt(reading.source, reading.variables.empty, name, inside[index]?.start ?? 0)
  }
  return undefined
}

/** Warns once of each variable that adds nothing to texts. */
export function warnEmpty({ empty }: Variables): Diagnostic[] {
  return [...empty].map(([name, { count, first }]: [string, { count: number; first: Position }]) => {
    const texts = count === 1 ? 'the text that it is part of' : `the ${count} texts that it is part of`
    const hint = `set ${name}, or say that it may be empty: \${{ env "${name}" "" }}`
    return warning('empty-variable', `${name} is set, but empty: it adds nothing to ${texts}`, { at: first, hint })
  })
}

function emptiness(known: readonly Known[]): string | undefined {
  const unsaid = known.filter(({ mayBeEmpty }) => !mayBeEmpty)
  const names = [...new Set(unsaid.flatMap(({ variables }) => variables))]
  if (names.length === 0) return undefined
  const are = names.length === 1 ? 'is' : 'are'
  return `${names.join(', ')} ${are} ${unsaid.every(isBlank) ? 'set, but empty' : 'set to null'}`
}

// Unquoted, blanks around a value do not count.
const isBlank = ({ text }: Known): boolean => text.trim() === ''
