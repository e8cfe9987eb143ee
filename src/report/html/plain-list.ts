import { type Markup, markup } from './markup.ts'
import type { PageChange, PageRow } from './page-data.ts'
import { ACTIONS } from './summary-table.ts'

/** A browser without scripts lays out all of them at once. */
const MOST = 1000

/**
 * Writes the changes as a list that needs no script; the script puts its own in place of it.
 * @param changes of all plans
 */
export function plainList(changes: readonly PageChange[]): Markup {
  if (changes.length === 0) return markup`<p id="list" tabindex="-1">There is nothing to change.</p>`
  const ordered = ACTIONS.flatMap((action) => changes.filter((change) => change.action === action))
  const rest = ordered.length - MOST
  return markup`<p>Search, filters, values and the graph need the script in this file; without it, this is the list.</p>
<ol class="plain" id="list" tabindex="-1">${ordered.slice(0, MOST).map(entry)}</ol>
${rest > 0 && markup`<p>${rest.toLocaleString('en')} more are not shown here; --output text shows all.</p>`}`
}

function entry({ action, kind, label, parents, workspace, rows }: PageChange): Markup {
  const [parent] = parents ?? []
  return markup`<li><b class="${action}">${action}</b> ${kind} ${label}${parent && ` of ${parent.kind} ${parent.label}`}${workspace !== undefined && `, workspace ${workspace}`}: ${fieldsPhrase(rows)}</li>
`
}

function fieldsPhrase(rows: readonly PageRow[]): string {
  const paths = rows.slice(0, 5).map(({ path }) => path)
  return rows.length > paths.length ? `${paths.join(', ')} and ${rows.length - paths.length} more` : paths.join(', ')
}
