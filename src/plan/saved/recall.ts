import type { Change, FieldChange, Step } from '../../model/change.ts'
import type { Dependants } from '../../model/dependants.ts'
import type { Diagnostic, Place, Position } from '../../model/diagnostic.ts'
import type { Plan } from '../../model/plan.ts'
import type { SavedChange, SavedDiagnostic, SavedFieldChange, SavedPart, SavedStep } from '../../model/saved-plan.ts'
import { unveil, unveilFields } from './veil.ts'

/** A plan as reports take it, read from a saved one; it cannot be applied, for steps have no bodies and secrets no values. */
export interface Recalled {
  plan: Plan
  warnings: Diagnostic[]
  refusals: Diagnostic[]
  locate(place: Place): Position
  /** Undefined where the plan was saved without. */
  dependants(): Dependants | undefined
}

/** Turns the part of a saved plan back into a plan to be shown. */
export function recall(part: SavedPart): Recalled {
  const positions = new Map<Place, Position>()
  return {
    plan: {
      changes: part.changes.map((each) => recallChange(each, positions)),
      steps: part.steps.map(recallStep),
      waves: part.waves,
      deletesFrom: part.deletes_from,
      unchanged: part.unchanged,
      current: part.current,
      diagnostics: [],
    },
    warnings: part.warnings.map(recallDiagnostic),
    refusals: part.refusals.map(recallDiagnostic),
    locate: (place) => positions.get(place) ?? { file: place.file, line: 1, column: 1 },
    dependants: () => part.dependants,
  }
}

/** Turns a remark of a saved plan back; its position is known. */
export function recallDiagnostic({ file, line, column, path, ...rest }: SavedDiagnostic): Diagnostic {
  return {
    ...rest,
    ...(file !== undefined && path !== undefined && { place: { file, path: path === '' ? [] : [path] } }),
    ...(file !== undefined && line !== undefined && column !== undefined && { at: { file, line, column } }),
  }
}

function recallChange(saved: SavedChange, positions: Map<Place, Position>): Change {
  const { id, action, kind, label, entity_id, old_id, parent, before, after, taken_by, outside, at } = saved
  const place: Place | undefined = at && { file: at.file, path: [] }
  if (place && at) positions.set(place, at)
  return {
    id,
    action,
    kind,
    label,
    fields: saved.fields.map(recallField),
    ...(entity_id !== undefined && { entityId: entity_id }),
    ...(old_id !== undefined && { oldId: old_id }),
    ...(parent && { parent }),
    ...(before && { before: unveilFields(before) }),
    ...(after && { after: unveilFields(after) }),
    ...(taken_by !== undefined && { takenBy: taken_by }),
    ...(outside && { outside }),
    ...(place && { place }),
  }
}

function recallField({ path, before, after, moved }: SavedFieldChange): FieldChange {
  return {
    path,
    ...(before !== undefined && { before: unveil(before) }),
    ...(after !== undefined && { after: unveil(after) }),
    ...(moved && { moved }),
  }
}

function recallStep({ id, change, action, kind, entity_id, needs, frees, note, meanwhile }: SavedStep): Step {
  return {
    id,
    change,
    action,
    kind,
    needs,
    ...(entity_id !== undefined && { entityId: entity_id }),
    ...(frees && { frees }),
    ...(note !== undefined && { note }),
    ...(meanwhile !== undefined && { meanwhile }),
  }
}
