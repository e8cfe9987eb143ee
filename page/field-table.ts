import type { PageChange, PageLine, PageRow } from '../src/report/html/page-data.ts'
import { differingPart, type Parts } from './differing-part.ts'
import { type Child, element } from './element.ts'

/**
 * Shows the fields of a change: both sides beside each other, or the only side that there is.
 * @param change one of the page
 */
export function fieldTable({ action, rows }: PageChange): HTMLElement {
  const sides = action === 'create' ? ['After'] : action === 'delete' ? ['Before'] : ['Before', 'After']
  const heads = ['Field', ...sides].map((name) => element('th', { scope: 'col' }, name))
  return element(
    'table',
    { class: `fields ${sides.length === 1 ? 'single' : 'double'}` },
    element('thead', { class: 'heads' }, element('tr', {}, ...heads)),
    element('tbody', {}, ...rows.map((row) => fieldRow(row, sides))),
  )
}

function fieldRow(row: PageRow, sides: readonly string[]): HTMLElement {
  const name = element('th', { scope: 'row' }, row.path, row.note !== undefined && note(row.note))
  return element('tr', {}, name, ...(row.lines ? linesCells(row.lines) : cells(row, sides)))
}

const note = (text: string): HTMLElement => element('small', { class: 'note' }, text)

function cells(row: PageRow, sides: readonly string[]): HTMLElement[] {
  const { before, after } = row
  const [old, next] =
    before !== undefined && after !== undefined && row.note === undefined
      ? differingPart(before, after)
      : [before && whole(before), after && whole(after)]
  return sides.map((side) => (side === 'Before' ? valueCell('old', old, 'del') : valueCell('new', next, 'ins')))
}

const whole = (text: string): Parts => ['', '', text]

function valueCell(side: string, parts: Parts | '' | undefined, mark: 'del' | 'ins'): HTMLElement {
  if (!parts) return element('td', { class: 'nothing' }, element('span', { class: 'faint' }, '(none)'))
  const [head, middle, tail] = parts
  return element('td', { class: side }, head, middle !== '' && element(mark, {}, middle), tail)
}

/** A text of several lines keeps its lines level on both sides. */
function linesCells(lines: readonly PageLine[]): HTMLElement[] {
  const column = (side: 0 | 1) => lines.map((line) => lineOf(line, side))
  return [element('td', { class: 'lines' }, ...column(0)), element('td', { class: 'lines' }, ...column(1))]
}

function lineOf([before, after]: PageLine, side: 0 | 1): Child {
  const text = side === 0 ? before : after
  if (before === null && after === null) return element('div', { class: 'gap' }, '⋯')
  if (text === null) return element('div', { class: 'absent' })
  return element('div', { class: before === after ? 'same' : side === 0 ? 'gone' : 'come' }, text)
}
