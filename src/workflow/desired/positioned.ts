import { type Diagnostic, type Place, type Position, Refusal } from '../../model/diagnostic.ts'

/** Raises a Refusal when there are errors; positions are worked out only then. */
export function stopOnErrors(diagnostics: readonly Diagnostic[], locate: (place: Place) => Position): void {
  if (diagnostics.some(({ level }) => level === 'error')) throw new Refusal('invalid', positioned(diagnostics, locate))
}

/** Gives every diagnostic that has a place its position. */
export function positioned(diagnostics: readonly Diagnostic[], locate: (place: Place) => Position): Diagnostic[] {
  return diagnostics.map((each) => (each.place && !each.at ? { ...each, at: locate(each.place) } : each))
}
