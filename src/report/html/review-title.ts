import type { Review } from '../../model/review.ts'
import { outcomeSummary } from '../outcome-text.ts'
import { printable } from '../printable.ts'

/**
 * Says in a few words what a review is about.
 * @param review what is to be looked at
 * @returns `keelson sync: 12 changes to Kong Gateway 3.9.3`, one line
 */
export function reviewTitle({ command, plans, target }: Review): string {
  const where = target ? ` to ${target.product} ${target.version}` : ''
  return printable(`keelson ${command}: ${changesPhrase(plans)}${where}`)
}

/**
 * Counts the changes of plans, and those that were applied where any was.
 * @param plans of one review
 * @returns `12 changes`, `10 of 12 changes applied`, `No changes`, `No plan`
 */
export function changesPhrase(plans: Review['plans']): string {
  if (plans.every(({ failure }) => failure !== undefined)) return 'No plan'
  const total = plans.reduce((sum, { plan }) => sum + plan.changes.length, 0)
  if (total === 0) return 'No changes'
  const changes = `${total.toLocaleString('en')} ${total === 1 ? 'change' : 'changes'}`
  const outcomes = plans.flatMap(({ plan, outcome }) => (outcome ? outcomeSummary(plan, outcome).done : []))
  if (outcomes.length === 0) return changes
  return `${outcomes.reduce((sum, done) => sum + done, 0).toLocaleString('en')} of ${changes} applied`
}
