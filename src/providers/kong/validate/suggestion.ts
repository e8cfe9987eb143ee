import { nearest } from '../../../model/nearest.ts'

/** The most names that a hint lists. */
const MOST = 30

/** Gives `did you mean "x"?` for a misspelt name, else the list of what is known when it is short, else nothing. */
export function suggestion(word: string, known: readonly string[], what: string): string | undefined {
  const near = nearest(word, known)
  if (near !== undefined) return `did you mean "${near}"?`
  return known.length > 0 && known.length <= MOST ? `${what}: ${known.join(', ')}` : undefined
}
