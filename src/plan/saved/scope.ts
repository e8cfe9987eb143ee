import { isRecord, type Plain } from '../../model/plain.ts'
import type { PlanScope, SavedPlan } from '../../model/saved-plan.ts'

/** Writes a scope as a saved plan holds it: names in snake case, as everywhere in its format. */
export function saveScope(scope: PlanScope): SavedPlan['scope'] {
  return renamed(JSON.parse(JSON.stringify(scope)), (name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  )
}

/** Reads it back. The format was checked before. */
export function recallScope(saved: SavedPlan['scope']): PlanScope {
  const scope: unknown = renamed(saved, (name) =>
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  )
  return scope as PlanScope
}

function renamed(value: { [name: string]: Plain }, rename: (name: string) => string): { [name: string]: Plain } {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [rename(name), isRecord(inner) ? renamed(inner, rename) : inner]),
  )
}
