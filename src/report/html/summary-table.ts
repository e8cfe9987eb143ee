import type { Action, Change } from '../../model/change.ts'
import type { ReviewedPlan } from '../../model/review.ts'
import { printable } from '../printable.ts'
import { type Markup, markup } from './markup.ts'

/** By how much harm a mistake does. */
export const ACTIONS: readonly Action[] = ['delete', 'replace', 'update', 'create']

/** More rows than these are folded: the changes must stay in reach. */
const OPEN = 10

interface Row {
  name: string
  counts: Record<Action, number>
  unchanged: number
}

/**
 * Counts changes by kind, and by workspace where there are several.
 * @param plans of one review
 */
export function summaryTables(plans: readonly ReviewedPlan[]): Markup {
  const changes = plans.flatMap(({ plan }) => plan.changes)
  if (changes.length === 0) return markup``
  const byKind = rowsBy(changes, ({ kind }) => kind)
  for (const { plan } of plans) {
    for (const [kind, count] of Object.entries(plan.unchanged)) {
      const row = byKind.get(kind)
      if (row) row.unchanged += count
    }
  }
  return markup`<div class="tables">${table('Kind', sorted(byKind))}${plans.length > 1 && table('Workspace', plans.map(workspaceRow))}</div>`
}

function rowsBy(changes: readonly Change[], nameOf: (change: Change) => string): Map<string, Row> {
  const rows = new Map<string, Row>()
  for (const change of changes) {
    const name = nameOf(change)
    const row = rows.get(name) ?? emptyRow(name)
    rows.set(name, row)
    row.counts[change.action]++
  }
  return rows
}

const emptyRow = (name: string): Row => ({
  name,
  counts: { delete: 0, replace: 0, update: 0, create: 0 },
  unchanged: 0,
})

function workspaceRow({ workspace = '', plan, failure }: ReviewedPlan): Row {
  const row = emptyRow(failure === undefined ? workspace : `${workspace} (no plan)`)
  for (const { action } of plan.changes) row.counts[action]++
  for (const count of Object.values(plan.unchanged)) row.unchanged += count
  return row
}

/** The kinds that lose most come first. */
function sorted(rows: ReadonlyMap<string, Row>): Row[] {
  const weight = ({ counts }: Row) => ACTIONS.map((action) => counts[action])
  return [...rows.values()].sort((one, other) => {
    const [a, b] = [weight(one), weight(other)]
    const first = a.findIndex((count, index) => count !== b[index])
    return first < 0 ? (one.name < other.name ? -1 : 1) : (b[first] ?? 0) - (a[first] ?? 0)
  })
}

function table(title: string, rows: readonly Row[]): Markup {
  const rest = rows.slice(OPEN)
  return markup`<div>
${rowsTable(title, rows.slice(0, OPEN))}${
  rest.length > 0 && markup`<details><summary>${rest.length} more</summary>${rowsTable(title, rest)}</details>`
}</div>
`
}

function rowsTable(title: string, rows: readonly Row[]): Markup {
  const heads = [...ACTIONS, 'unchanged'].map((name) => markup`<th scope="col" class="number">${name}</th>`)
  return markup`<table class="counts">
<thead class="heads"><tr><th scope="col">${title}</th>${heads}</tr></thead>
<tbody>${rows.map(tableRow)}</tbody>
</table>
`
}

function tableRow({ name, counts, unchanged }: Row): Markup {
  const cells = ACTIONS.map(
    (action) => markup`<td class="number ${counts[action] > 0 ? action : 'none'}">${number(counts[action])}</td>`,
  )
  return markup`<tr><th scope="row">${printable(name)}</th>${cells}<td class="number none">${number(unchanged)}</td></tr>
`
}

const number = (count: number): string => count.toLocaleString('en')
