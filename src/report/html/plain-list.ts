import { type Markup, markup } from './markup.ts'
import type { PageChange, PageData, PageRow } from './page-data.ts'
import { ACTIONS } from './summary-table.ts'

/** A browser without scripts lays out all of them at once. */
const MOST = 1000

/**
 * Writes the changes as a list that needs no script; the script puts its own in place of it.
 * @param data what the page shows
 */
export function plainList(data: PageData): Markup {
  const { changes } = data
  if (changes.length === 0) return markup`<p id="list" tabindex="-1">There is nothing to change.</p>`
  const ordered = ACTIONS.flatMap((action) => changes.filter((change) => change.action === action))
  const rest = ordered.length - MOST
  const needing = countNeeding(data)
  return markup`<p>Search, filters, values and the graph need the script in this file; without it, this is the list.</p>
<ol class="plain" id="list" tabindex="-1">${ordered.slice(0, MOST).map((change) => entry(change, needing.get(change) ?? 0))}</ol>
${rest > 0 && markup`<p>${rest.toLocaleString('en')} more are not shown here; --output text shows all.</p>`}`
}

/** How many entities refer to what changes and stay as they are. */
function countNeeding({ changes, dependants = [], more = [] }: PageData): Map<PageChange, number> {
  const counts = new Map<PageChange, number>()
  const add = (index: number | undefined, count: number) => {
    const change = changes[index ?? -1]
    if (change) counts.set(change, (counts.get(change) ?? 0) + count)
  }
  for (const each of dependants) for (const index of each.changes ?? []) add(index, 1)
  for (const { change, count } of more) add(change, count)
  return counts
}

function entry({ action, kind, label, parents, workspace, rows }: PageChange, needing: number): Markup {
  const [parent] = parents ?? []
  return markup`<li><b class="${action}">${action}</b> ${kind} ${label}${parent && ` of ${parent.kind} ${parent.label}`}${workspace !== undefined && `, workspace ${workspace}`}: ${fieldsPhrase(rows)}${needing > 0 && ` (unchanged, and in need of it: ${needing.toLocaleString('en')})`}</li>
`
}

function fieldsPhrase(rows: readonly PageRow[]): string {
  const paths = rows.slice(0, 5).map(({ path }) => path)
  return rows.length > paths.length ? `${paths.join(', ')} and ${rows.length - paths.length} more` : paths.join(', ')
}
