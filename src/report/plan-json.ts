import type { Change, FieldChange } from '../model/change.ts'
import type { Position } from '../model/diagnostic.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Plain } from '../model/plain.ts'
import type { Plan } from '../model/plan.ts'
import type { Locate } from './diagnostics-text.ts'
import { hidden, masked } from './hidden.ts'
import { outcomeSummary } from './outcome-text.ts'
import { planSummary } from './plan-summary.ts'

/** A part of the JSON report. */
export type Part = { [name: string]: Plain }

/**
 * Gives a plan as data for the JSON report; secrets are masked.
 * @param plan the plan
 * @param locate turns places into positions; changes whose place it does not know have none
 */
export function planJson(plan: Plan, locate?: Locate): Part {
  const notes = new Map<string, string[]>()
  for (const step of plan.steps) {
    if (step.note !== undefined) notes.set(step.change, [...(notes.get(step.change) ?? []), step.note])
  }
  return {
    changes: plan.changes.map((change) => changeJson(change, notes.get(change.id), locate)),
    summary: { ...planSummary(plan) },
    unchanged: { ...plan.unchanged },
  }
}

/**
 * Gives an outcome as data for the JSON report: one result for each change of the plan.
 * @param plan the plan
 * @param outcome what became of it
 */
export function outcomeJson(plan: Plan, outcome: Outcome): Part {
  return {
    results: plan.changes.map((change) => ({
      change: change.id,
      ...(outcome.results.get(change.id) ?? { state: 'not attempted', because: 'no word of it' }),
    })),
    summary: { ...outcomeSummary(plan, outcome) },
    interrupted: outcome.interrupted,
    milliseconds: Math.round(outcome.milliseconds),
    ...(outcome.parallelism && { parallelism: { ...outcome.parallelism } }),
  }
}

function changeJson(change: Change, notes: string[] | undefined, locate: Locate | undefined): Part {
  const at = change.place === undefined ? undefined : position(locate, change)
  return {
    id: change.id,
    action: change.action,
    kind: change.kind,
    label: change.label,
    ...(change.entityId !== undefined && { entity_id: change.entityId }),
    ...(change.oldId !== undefined && { old_id: change.oldId }),
    ...(change.parent !== undefined && { parent: { kind: change.parent.kind, label: change.parent.label } }),
    fields: change.fields.map(fieldJson),
    ...(change.before !== undefined && { before: masked(change.before) }),
    ...(change.after !== undefined && { after: masked(change.after) }),
    ...(change.takenBy !== undefined && { taken_by: change.takenBy }),
    ...(change.outside !== undefined && { outside: change.outside }),
    ...(change.cause !== undefined && { cause: change.cause }),
    ...(change.counterpart !== undefined && { counterpart: change.counterpart }),
    ...(notes !== undefined && { notes }),
    ...(at !== undefined && { at: { ...at } }),
  }
}

function fieldJson(field: FieldChange): Part {
  return {
    path: field.path,
    ...(field.before !== undefined && { before: masked(field.before) }),
    ...(field.after !== undefined && { after: masked(field.after) }),
    ...(field.moved !== undefined && { moved: { ...field.moved } }),
    ...(field.cause !== undefined && { cause: field.cause }),
    ...((hidden(field.before) || hidden(field.after)) && { secret: true }),
  }
}

function position(locate: Locate | undefined, change: Change): Position | undefined {
  return change.place === undefined ? undefined : locate?.(change.place)
}
