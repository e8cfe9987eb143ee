import type { Change } from '../../model/change.ts'
import type { Review } from '../../model/review.ts'
import { actionCounts, kindCounts } from './counts.ts'
import type { Filled } from './fill.ts'

/** Characters of what `leftOut` gives, at most. */
export const LONGEST_NOTE = 1_500

type Count = (changes: readonly Change[]) => string

/**
 * Says what a report does not show, or only in part, and where all of it is.
 * @param made what there was room for
 * @param review of which plans
 * @returns a paragraph; nothing where all is shown
 */
export function leftOut(made: Filled, { plans }: Review): string[] {
  if (made.cut.length === 0 && made.shortened.length === 0) return []
  const all = plans.reduce((sum, { plan }) => sum + plan.changes.length, 0)
  const full = note(made, all, kindCounts)
  return [full.length < LONGEST_NOTE ? full : note(made, all, actionCounts)]
}

function note({ cut, shortened }: Filled, all: number, counted: Count): string {
  const missing = `**${cut.length} of ${all} changes are not shown here**, for want of room: ${counted(cut)}.`
  const rest = all - cut.length
  const partly = `**${shortened.length} of ${rest} changes are shortened here**, for want of room: ${counted(shortened)}.`
  return [
    '> [!WARNING]',
    ...(cut.length > 0 ? [`> ${missing}`] : []),
    ...(shortened.length > 0 ? [`> ${cut.length > 0 ? partly.replace('changes', 'others') : partly}`] : []),
    '> The whole plan is in a report of the same digest made with `--output html` or `--output json`.',
  ].join('\n')
}
