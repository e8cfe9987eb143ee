import type { Diagnostic } from '../../../model/diagnostic.ts'

/** Joins the warnings of a variable that may be empty, for hundreds of entities may ask for it: its first one counts the others. */
export function oncePerVariable(found: readonly Diagnostic[]): Diagnostic[] {
  const counts = new Map<string, number>()
  const kept = found.filter((each) => {
    const variable = variableOf(each)
    if (variable === undefined) return true
    const count = (counts.get(variable) ?? 0) + 1
    counts.set(variable, count)
    return count === 1
  })
  return kept.map((each) => {
    const more = (counts.get(variableOf(each) ?? '') ?? 1) - 1
    if (more === 0) return each
    const others = more === 1 ? 'nor has 1 more field' : `nor have ${more} more fields`
    return { ...each, message: `${each.message}, ${others}` }
  })
}

/** The hint says how to set it, and nothing of the entity. */
function variableOf({ level, code, hint }: Diagnostic): string | undefined {
  return level === 'warning' && code === 'empty-variable' ? hint : undefined
}
