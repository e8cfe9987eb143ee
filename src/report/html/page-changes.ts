import type { Change, Parent } from '../../model/change.ts'
import type { Place } from '../../model/diagnostic.ts'
import type { Outcome, Result } from '../../model/outcome.ts'
import type { Review, ReviewedPlan } from '../../model/review.ts'
import { located } from '../diagnostics-text.ts'
import { hidden } from '../hidden.ts'
import { restoredText } from '../outcome-text.ts'
import { printable } from '../printable.ts'
import { notesOf, remarksOf } from '../remarks.ts'
import { fieldRows } from './field-rows.ts'
import { needsOf } from './needs.ts'
import type { PageChange, PageParent, PageResult } from './page-data.ts'
import { shownValue } from './shown-value.ts'

/**
 * Gives the changes of a review as the page's script reads them.
 * @param review what is to be shown
 * @returns the changes of all plans, each plan's in its own order; secrets masked
 */
export function pageChanges({ plans }: Pick<Review, 'plans'>): PageChange[] {
  const changes: PageChange[] = []
  for (const reviewed of plans) for (const change of changesOf(reviewed, changes.length)) changes.push(change)
  return changes
}

/** @param start how many changes stand before these */
function changesOf({ workspace, plan, outcome }: ReviewedPlan, start: number): PageChange[] {
  const notes = notesOf(plan)
  const needs = needsOf(plan.changes)
  return plan.changes.map((change, index) => {
    const remarks = remarksOf(change, notes.get(change.id)).map(printable)
    const others = (needs[index] ?? []).map((each) => start + each)
    return {
      ...headOf(change),
      ...(workspace !== undefined && { workspace: printable(workspace) }),
      ...(remarks.length > 0 && { remarks }),
      ...(others.length > 0 && { needs: others }),
      ...(outcome && { result: resultOf(change, outcome) }),
      rows: fieldRows(change),
    }
  })
}

function headOf(change: Change): Omit<PageChange, 'rows'> {
  const { action, kind, label, entityId, place } = change
  const parents = parentsOf(change.parent)
  const tags = tagsOf(change)
  return {
    action,
    kind: printable(kind),
    label: printable(label),
    ...(parents.length > 0 && { parents }),
    ...(entityId !== undefined && { id: printable(entityId) }),
    ...(place !== undefined && { place: placeText(place) }),
    ...(tags.length > 0 && { tags }),
  }
}

function parentsOf(parent: Parent | undefined): PageParent[] {
  const parents: PageParent[] = []
  for (let each = parent; each !== undefined; each = each.parent) {
    parents.push({ kind: printable(each.kind), label: printable(each.label) })
  }
  return parents
}

function placeText(place: Place): string {
  const { file, path } = located([{ level: 'warning', code: '', message: '', place }])[0] ?? {}
  return printable([file, path].filter(Boolean).join(' '))
}

/** Those of both sides, since what loses a tag is looked for under it as well. */
function tagsOf({ before, after }: Change): string[] {
  const tags = [before?.tags, after?.tags].flatMap((list) => (Array.isArray(list) ? list : []))
  return [...new Set(tags.map((tag) => (typeof tag === 'string' && !hidden(tag) ? printable(tag) : shownValue(tag))))]
}

function resultOf({ id }: Change, { results }: Outcome): PageResult {
  const result = results.get(id)
  if (result === undefined) return { state: 'not attempted', reason: 'no word of it' }
  const reason = reasonOf(result)
  return { state: result.state, ...(reason !== undefined && { reason: printable(reason) }) }
}

function reasonOf(result: Result): string | undefined {
  if (result.state === 'done') return undefined
  if (result.state !== 'failed') return result.because
  const { reason, hint, restored } = result
  const more = [hint, restored === undefined ? undefined : restoredText(restored)]
  return [reason, ...more.filter((each) => each !== undefined)].join('; ')
}
