import type { Review } from '../../model/review.ts'
import { outcomeSummary } from '../outcome-text.ts'
import { planSummary, type Summary } from '../plan-summary.ts'
import { printable } from '../printable.ts'
import { type Markup, markup } from './markup.ts'
import { changesPhrase } from './review-title.ts'
import { ACTIONS } from './summary-table.ts'

/**
 * Writes the top of the page: what the review is about, how the run ended, and how many changes there are.
 * @param review what is to be looked at
 */
export function pageHead(review: Review): Markup {
  const { command, plans, target, facts = [] } = review
  return markup`<header>
<p class="command">keelson ${printable(command)} ${badge(review)}</p>
<h1>${changesPhrase(plans)}</h1>
${target && markup`<p class="target">${printable(`${target.product} ${target.version}, ${target.edition}, at `)}<span class="address">${printable(target.address)}</span></p>`}
${facts.map(
  (fact) => markup`<p class="target">${printable(fact)}</p>
`,
)}${tiles(review)}
</header>
`
}

/** Of a plan that is only shown, the counts say all. */
function badge({ status, plans }: Review): Markup | undefined {
  const applied = plans.some(({ outcome }) => outcome !== undefined)
  if (status === 'changes' || (status === 'done' && !applied)) return undefined
  return markup`<span class="status ${printable(status)}">${printable(status)}</span>`
}

function tiles({ plans }: Review): Markup {
  const total: Summary = { delete: 0, taken_along: 0, replace: 0, create: 0, update: 0, unchanged: 0 }
  for (const counts of plans.map(({ plan }) => planSummary(plan))) {
    for (const name of Object.keys(counts) as (keyof Summary)[]) total[name] += counts[name]
  }
  const taken = total.taken_along > 0 ? `${total.taken_along.toLocaleString('en')} taken along` : undefined
  return markup`<ul class="tiles">${ACTIONS.map((action) => tile(action, total[action], action === 'delete' ? taken : undefined))}${tile('unchanged', total.unchanged)}${results(plans)}</ul>`
}

function results(plans: Review['plans']): Markup[] {
  const counts = plans.flatMap(({ plan, outcome }) => (outcome ? outcomeSummary(plan, outcome) : []))
  if (counts.length === 0) return []
  const sum = (name: keyof (typeof counts)[number]) => counts.reduce((total, each) => total + each[name], 0)
  return [
    tile('done', sum('done')),
    tile('failed', sum('failed')),
    tile('skipped', sum('skipped')),
    tile('not attempted', sum('not_attempted')),
  ]
}

function tile(name: string, count: number, more?: string): Markup {
  const classes = `tile ${name.replace(' ', '-')}${count === 0 ? ' none' : ''}`
  return markup`<li class="${classes}"><b>${count.toLocaleString('en')}</b> ${name}${more !== undefined && markup` <small>(${more})</small>`}</li>`
}
