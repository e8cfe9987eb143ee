import type { Step } from '../model/change.ts'
import type { StepResult } from './step-result.ts'

/**
 * Finds the steps that must still be done although the run is to stop: a value was freed and another entity has taken
 * it, so that there is no way back, and without these steps somebody would be left with a temporary name, or away.
 */
export function owedSteps(
  provisional: readonly Step[],
  steps: ReadonlyMap<string, Step>,
  results: ReadonlyMap<string, StepResult>,
): Set<string> {
  const owed = new Set<string>()
  const add = (id: string): void => {
    if (owed.has(id) || results.has(id)) return
    owed.add(id)
    for (const need of steps.get(id)?.needs ?? []) add(need)
  }
  for (const step of provisional) {
    const frees = step.frees ?? []
    if (results.get(step.id)?.state !== 'done' || !frees.some((id) => results.get(id)?.state === 'done')) continue
    for (const id of frees) add(id)
  }
  return owed
}
