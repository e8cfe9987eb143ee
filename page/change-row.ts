import type { PageChange, PageRow } from '../src/report/html/page-data.ts'
import { element } from './element.ts'
import { SIGNS } from './facets.ts'
import { fieldTable } from './field-table.ts'

/** How many fields a closed row tells. */
const TOLD = 3

/**
 * Shows one change as a row that opens; what is inside is made when it does.
 * @param change one of the page
 * @param id for links to it
 * @param hanging says what hangs on it, once it is open
 */
export function changeRow(change: PageChange, id: string, hanging: () => string | undefined): HTMLDetailsElement {
  const { action, kind, label, parents, workspace, result } = change
  const of = parents?.map((parent) => `${parent.kind} ${parent.label}`).join(', ')
  const row = element(
    'details',
    { class: `change ${action}`, id },
    element(
      'summary',
      {},
      element('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[action]),
      element('span', { class: `action ${action}` }, action),
      ' ',
      element('span', { class: 'kind' }, kind),
      ' ',
      element('span', { class: 'label' }, label),
      of !== undefined && element('span', { class: 'of' }, ` of ${of}`),
      workspace !== undefined && element('span', { class: 'workspace' }, ` ${workspace}`),
      result && element('span', { class: `result ${result.state.replace(' ', '-')}` }, ` ${result.state}`),
      element('span', { class: 'told' }, ` ${toldOf(change)}`),
    ),
  )
  row.addEventListener('toggle', () => fillRow(row, change, hanging()))
  return row
}

/**
 * Makes what an open row shows, unless it is there.
 * @param row as `changeRow` made it
 * @param change what it is about
 * @param hanging what hangs on it, if anything does
 */
export function fillRow(row: HTMLDetailsElement, change: PageChange, hanging: string | undefined): void {
  if (row.childElementCount > 1) return
  const { result, remarks = [], id, place, tags = [] } = change
  const facts = [
    ...remarks,
    ...(id === undefined ? [] : [`id ${id}`]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(', ')}`]),
    ...(place === undefined ? [] : [place]),
    ...(hanging === undefined ? [] : [hanging]),
  ]
  row.append(
    element(
      'div',
      { class: 'inside' },
      result?.reason !== undefined && element('p', { class: 'reason' }, `${result.state}: ${result.reason}`),
      facts.length > 0 && element('ul', { class: 'about' }, ...facts.map((fact) => element('li', {}, fact))),
      fieldTable(change),
    ),
  )
}

/** A change is never shown without a field. */
function toldOf({ action, label, rows, remarks }: PageChange): string {
  if (remarks?.[0]?.startsWith('taken along')) return remarks[0]
  // Ids and times tell nobody anything, and the name stands there already.
  const own = rows.filter(({ path }) => !/(\.id|_at)$/.test(path))
  const telling = own.filter(({ after, before }) => (after ?? before) !== JSON.stringify(label))
  const shown = ([telling, own].find(({ length }) => length > 0) ?? rows).slice(0, TOLD)
  const more = rows.length - shown.length
  const single = action === 'create' || action === 'delete'
  return `${shown.map((row) => told(row, single)).join(' · ')}${more > 0 ? ` · ${more} more` : ''}`
}

function told({ path, before, after, note, lines }: PageRow, single: boolean): string {
  if (lines) return `${path}: text differs`
  if (single) return `${path} ${cut(after ?? before ?? '')}`
  if (note !== undefined) return `${path} ${cut(after ?? '')} ${note}`
  return `${path}: ${cut(before ?? '(none)')} → ${cut(after ?? '(none)')}`
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
