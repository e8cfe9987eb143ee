import type { Change } from '../model/change.ts'
import type { Plan } from '../model/plan.ts'

const OUTSIDE = {
  selection: 'outside the selection',
  excluded: 'of an excluded kind',
  exempt: 'excluded',
  unmanaged: 'of an unmanaged kind',
}

/**
 * Collects what a plan's steps say of a detour, by the change that they carry out.
 * @param plan the plan
 * @returns the notes of each change that has any, each one once
 */
export function notesOf(plan: Pick<Plan, 'steps'>): Map<string, string[]> {
  const notes = new Map<string, string[]>()
  for (const { change, note } of plan.steps) {
    if (note === undefined) continue
    const known = notes.get(change)
    if (known === undefined) notes.set(change, [note])
    else if (!known.includes(note)) known.push(note)
  }
  return notes
}

/**
 * Says what is to be known of a change beside its action and its fields.
 * @param change one of the plan
 * @param notes what its steps say
 * @returns phrases: what takes it along, why nobody asked for it, by which detour it is written
 */
export function remarksOf(change: Change, notes: readonly string[] = []): string[] {
  return [
    ...(change.takenBy === undefined ? [] : [`taken along by "${change.takenBy}"`]),
    ...(change.outside === undefined ? [] : [OUTSIDE[change.outside]]),
    ...notes,
  ]
}
