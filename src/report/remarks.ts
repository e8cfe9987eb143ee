import type { Cause, Change } from '../model/change.ts'
import type { Plan } from '../model/plan.ts'

const OUTSIDE = {
  selection: 'outside the selection',
  excluded: 'outside the kinds of this run',
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
    ...originOf(change),
    ...(change.takenBy === undefined ? [] : [`taken along by "${change.takenBy}"`]),
    ...(change.outside === undefined ? [] : [OUTSIDE[change.outside]]),
    ...notes,
  ]
}

const CREATED: Readonly<Record<Cause, string>> = {
  gateway: 'deleted in the gateway',
  file: 'new in the files',
  both: 'deleted in the gateway, and changed in the files',
  unknown: 'not known which side changed',
}
const DELETED: Readonly<Record<Cause, string>> = {
  gateway: 'made in the gateway',
  file: 'taken out of the files',
  both: 'taken out of the files, and changed in the gateway',
  unknown: 'not known which side changed',
}
const CHANGED: Readonly<Record<Cause, string>> = {
  gateway: 'changed in the gateway',
  file: 'changed in the files',
  both: 'changed in both',
  unknown: 'not known which side changed',
}

/** Of what differs in fields, each field tells by itself. */
function originOf({ action, cause, counterpart }: Change): string[] {
  if (cause === undefined) return []
  if (counterpart !== undefined) {
    return [action === 'create' ? `in the gateway it is ${counterpart} by now` : `in the files it is ${counterpart}`]
  }
  return action === 'create' ? [CREATED[cause]] : action === 'delete' ? [DELETED[cause]] : []
}

/**
 * Says which side changed a field.
 * @param field of a drift report, or of any plan
 * @returns nothing where it is not told
 */
export function causeText({ cause }: { cause?: Cause }): string | undefined {
  return cause && CHANGED[cause]
}
