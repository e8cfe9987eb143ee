import type { Review } from '../../model/review.ts'
import { targetName } from '../../model/same-target.ts'
import { printable } from '../printable.ts'
import { type Markup, markup } from './markup.ts'
import { summaryTables } from './summary-table.ts'

/**
 * Writes what is told of the plan as a whole: counts by kind and workspace, its digest, the next command.
 * @param review what is to be looked at
 */
export function pageSummary(review: Review): Markup {
  return markup`<section class="summary" aria-label="Summary">
${summaryTables(review.plans)}
${facts(review)}
</section>`
}

function facts({ digest, next, target }: Review): Markup {
  const rows: [string, string | undefined][] = [
    ['Plan digest', digest],
    ['Next command', next],
    ['Identity', target && targetName(target)],
  ]
  const shown = rows.flatMap(([name, text]) =>
    text === undefined ? [] : markup`<div><dt>${name}</dt><dd><code>${printable(text)}</code></dd></div>`,
  )
  return markup`${shown.length > 0 && markup`<dl class="facts">${shown}</dl>`}`
}
