import type { Action, Change } from '../model/change.ts'
import type { Plan } from '../model/plan.ts'
import { bodyText } from './body-text.ts'
import { fieldText } from './field-text.ts'
import { type Colour, type Ink, ink } from './ink.ts'
import { planSummary } from './plan-summary.ts'
import { type Branch, planTree } from './plan-tree.ts'
import { printable } from './printable.ts'
import { notesOf, remarksOf } from './remarks.ts'
import type { Limits } from './value-text.ts'

/** How a plan is to be written. */
export interface PlanTextOptions {
  colour: Colour
  /** Whole entities for creates and deletes. */
  verbose: boolean
  /** Where to cut long values. */
  limits?: Limits
  /** What stands at the end, in place of the count of changes. */
  summary?: string
}

const SIGN: Readonly<Record<Action, string>> = { create: '+', update: '~', delete: '-', replace: '±' }

interface Pen {
  paint: Ink
  verbose: boolean
  limits: Limits
  notes: ReadonlyMap<string, string[]>
}

/**
 * Writes a plan for people: grouped by parent, one line for each change, below it the fields that differ.
 * @param plan the plan; secrets in it are masked
 * @param options colours, detail and lengths
 * @returns text that ends with an end of line
 */
export function planText(plan: Plan, options: PlanTextOptions): string {
  const paint = ink(options.colour)
  const limits = options.verbose ? {} : (options.limits ?? { characters: 160, lines: 30 })
  const pen: Pen = { paint, verbose: options.verbose, limits, notes: notesOf(plan) }
  const lines: string[] = []
  for (const branch of planTree(plan.changes)) write(branch, '', pen, lines)
  if (lines.length > 0) lines.push('')
  lines.push(options.summary ?? summaryText(plan, paint))
  return `${lines.join('\n')}\n`
}

function write(branch: Branch, indent: string, pen: Pen, lines: string[]): void {
  const { change } = branch
  if (change === undefined) lines.push(`${indent}  ${pen.paint.faint(`${branch.kind} ${printable(branch.label)}`)}`)
  else {
    lines.push(`${indent}${headline(change, pen)}`)
    for (const line of details(change, pen)) lines.push(`${indent}      ${line}`)
  }
  for (const each of branch.below) write(each, `${indent}    `, pen, lines)
}

function headline(change: Change, pen: Pen): string {
  const start = `${SIGN[change.action]} ${change.action} ${change.kind}`
  const remarks = remarksOf(change, pen.notes.get(change.id)).map(printable)
  const end = remarks.length > 0 ? pen.paint.faint(` (${remarks.join('; ')})`) : ''
  return `${pen.paint[change.action](start)} ${printable(change.label)}${end}`
}

function details(change: Change, pen: Pen): string[] {
  const { fields, after, before } = change
  if (change.action === 'update' || change.action === 'replace') {
    return fields.flatMap((field) => fieldText(field, pen.paint, pen.limits))
  }
  const body = change.action === 'create' ? after : before
  return pen.verbose && body !== undefined ? bodyText(body) : []
}

/** Nothing was held against anything: what is in the target is not denied. */
function nothingText({ current }: Plan): string {
  const isThere = Object.values(current).some((count) => count > 0)
  return isThere ? 'The state files hold no entities to compare.' : 'There are no entities to compare.'
}

function summaryText(plan: Plan, paint: Ink): string {
  const counts = planSummary(plan)
  if (plan.changes.length === 0) {
    if (counts.unchanged === 0) return paint.good(`No changes. ${nothingText(plan)}`)
    const entities = counts.unchanged === 1 ? '1 entity is' : `${counts.unchanged} entities are`
    return paint.good(`No changes. ${entities} as the state files say.`)
  }
  const taken = counts.taken_along > 0 ? ` (${counts.taken_along} of them taken along)` : ''
  const parts = [
    [counts.delete, paint.delete(`${counts.delete} to delete${taken}`)],
    [counts.replace, paint.replace(`${counts.replace} to replace`)],
    [counts.create, paint.create(`${counts.create} to create`)],
    [counts.update, paint.update(`${counts.update} to update`)],
  ] as const
  const shown = parts.filter(([count]) => count > 0).map(([, text]) => text)
  return `${paint.strong('Plan:')} ${shown.join(', ')}; ${counts.unchanged} unchanged.`
}
