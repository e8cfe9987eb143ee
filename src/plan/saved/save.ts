import type { Change, FieldChange, Step } from '../../model/change.ts'
import type { Place, Position } from '../../model/diagnostic.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { SavedChange, SavedFieldChange, SavedPart, SavedStep } from '../../model/saved-plan.ts'
import type { Fields } from '../../model/value.ts'
import type { Stamp } from './fingerprint.ts'
import { digestOf } from './stable-json.ts'
import { veil, veilFields } from './veil.ts'

/** What saving takes beside the plan. */
export interface SaveOptions {
  kinds: readonly Kind[]
  /** Absent where there is no key: then secrets have no fingerprints. */
  stamp?: Stamp | undefined
  /** Where the state files have what changes; absent where nobody looks at places. */
  locate?(place: Place): Position
}

/** What a saved plan holds of the plan of a workspace, beside remarks. */
export type SavedChanges = Omit<SavedPart, 'workspace' | 'prune' | 'dependants' | 'warnings' | 'refusals' | 'failure'>

/** Makes of a plan what a saved plan holds of it: no bodies and no secrets; the same plan gives the same data. */
export function saveChanges(plan: Plan, options: SaveOptions): SavedChanges {
  const rows = new Map(options.kinds.map((kind) => [kind.name, kind]))
  return {
    changes: plan.changes.map((change) => saveChange(change, rows.get(change.kind), options)),
    steps: plan.steps.map(saveStep),
    waves: plan.waves,
    deletes_from: plan.deletesFrom,
    unchanged: plan.unchanged,
    current: plan.current,
  }
}

function saveChange(change: Change, kind: Kind | undefined, { stamp, locate }: SaveOptions): SavedChange {
  const { id, action, label, entityId, oldId, parent, takenBy, outside, place } = change
  const own = (fields: Fields) => veilFields(steady(fields, change, kind), id, stamp)
  const before = change.before && own(change.before)
  return {
    id,
    action,
    kind: change.kind,
    label,
    ...(entityId !== undefined && { entity_id: entityId }),
    ...(oldId !== undefined && { old_id: oldId }),
    ...(parent && { parent }),
    ...(before && { before, read: digestOf(withoutElapsing(before, kind)) }),
    ...(change.after && { after: own(change.after) }),
    fields: change.fields.map((field) => saveField(field, id, stamp)),
    ...(takenBy !== undefined && { taken_by: takenBy }),
    ...(outside !== undefined && { outside }),
    ...(place && locate && { at: locate(place) }),
  }
}

/**
 * What the controller alone sets tells nothing of what somebody configured, and a time that runs down is another one at every look: it
 * is in the plan only where it is given or to be changed.
 */
function steady(fields: Fields, { action, fields: changed }: Change, kind: Kind | undefined): Fields {
  const isMeant = action === 'create' || changed.some(({ path }) => path === kind?.elapsing)
  return without(isMeant ? fields : withoutElapsing(fields, kind), kind?.readOnly ?? [])
}

/** Takes out a time that runs down, by which nothing can be recognised. */
export function withoutElapsing<T>(fields: Readonly<Record<string, T>>, kind: Kind | undefined): Record<string, T> {
  return without(fields, kind?.elapsing === undefined ? [] : [kind.elapsing])
}

function without<T>(fields: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

function saveField(field: FieldChange, context: string, stamp: Stamp | undefined): SavedFieldChange {
  const { path, before, after, moved } = field
  return {
    path,
    ...(before !== undefined && { before: veil(before, context, stamp) }),
    ...(after !== undefined && { after: veil(after, context, stamp) }),
    ...(moved && { moved }),
  }
}

function saveStep(step: Step): SavedStep {
  const { id, change, action, kind, entityId, needs, frees, note, meanwhile } = step
  return {
    id,
    change,
    action,
    kind,
    needs: [...new Set(needs)].sort(),
    ...(entityId !== undefined && { entity_id: entityId }),
    ...(frees && { frees: [...new Set(frees)].sort() }),
    ...(note !== undefined && { note }),
    ...(meanwhile !== undefined && { meanwhile }),
  }
}
