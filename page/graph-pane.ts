import type { PageData } from '../src/report/html/page-data.ts'
import { entityText } from './box-text.ts'
import type { Dependants } from './dependants.ts'
import { drawing } from './drawing.ts'
import { element } from './element.ts'
import { drawingOf, type Graph, graphOf } from './graph.ts'
import { type LinkLine, linkList } from './link-list.ts'
import { partChoice } from './part-choice.ts'

/** What a pane is made of. */
export interface Paned {
  page: PageData
  dependants: Dependants
}

/** So many names stand in one line of the list; the rest is counted. */
const NAMED = 200

const count = (number: number): string => number.toLocaleString('en')

/**
 * Draws what depends on what: the changes that are shown, what they need, and what stays as it is and needs them. Writes the
 * same as a list.
 * @param indexes of the changes that are shown
 * @param paned all of the page
 * @param reveal goes to a change in the list
 */
export function graphPane(
  indexes: readonly number[],
  { page, dependants }: Paned,
  reveal: (change: number) => void,
): HTMLElement {
  const graph = graphOf(indexes, { changes: page.changes, dependants })
  const notes = notesOf(graph, page).map((note) => element('p', { class: 'faint' }, note))
  if (graph.parts.length === 0) {
    const text = 'Nothing that is shown depends on anything else here, and nothing else on it.'
    return element('div', {}, element('p', { class: 'empty' }, text), ...notes)
  }
  const place = element('div')
  const draw = (part: number) => place.replaceChildren(drawn(graph, part, reveal), listed(graph, part))
  draw(0)
  return element(
    'div',
    {},
    element(
      'p',
      { class: 'faint' },
      'From left to right: what stands further right needs what its line comes from. Boxes with a broken frame and sharp corners are unchanged.',
    ),
    ...notes,
    graph.parts.length > 1 && partChoice(graph, draw),
    place,
  )
}

/** What is not in the drawing, or not as usual. */
function notesOf({ alone, unnamed, parts, boxes }: Graph, { unread = [], untold }: PageData): string[] {
  return [
    ...(boxes.some(({ beneath }) => beneath.length > 0)
      ? [
          'What is unchanged and leads to no change has no box: it is counted in those of what it needs; the list below has the names that are known.',
        ]
      : []),
    ...(parts.length > 1
      ? [
          `All of it would be too much for one drawing, so there are ${count(parts.length)}: what hangs together is in one as far as it has room, deletes come first. Search and filters narrow it.`,
        ]
      : []),
    ...(alone > 0 && parts.length > 0
      ? [
          `Of the entities shown, those that depend on nothing here, and nothing on them, are not drawn: ${count(alone)}.`,
        ]
      : []),
    ...(unnamed > 0
      ? [
          `${count(unnamed)} unchanged entities are counted only: too many depend on the same. What depends on them is not drawn.`,
        ]
      : []),
    ...(unread.length > 0
      ? [`Not all of these was read, so what is unchanged may be missing here: ${unread.join(', ')}.`]
      : []),
    ...(untold ? ['What is unchanged and depends on the changes is not drawn: the plan was saved without it.'] : []),
  ]
}

function drawn(graph: Graph, part: number, reveal: (change: number) => void): HTMLElement {
  return element(
    'div',
    { class: 'drawing', tabindex: '0', role: 'region', 'aria-label': 'Graph of what depends on what' },
    drawing(drawingOf(graph, part), reveal),
  )
}

function listed(graph: Graph, part: number): HTMLElement {
  const lines = linkList(graph, part).map((line) => element('li', {}, lineText(line)))
  return element(
    'details',
    { class: 'as-list' },
    element('summary', {}, 'The same as a list'),
    element('ul', {}, ...lines),
  )
}

function lineText({ entity, neededBy, elsewhere }: LinkLine): string {
  const rest = neededBy.slice(NAMED).reduce((sum, { counted = 1 }) => sum + counted, 0)
  const parts = [
    ...neededBy.slice(0, NAMED).map(entityText),
    ...(rest > 0 ? [`${count(rest)} more`] : []),
    ...(elsewhere > 0 ? [`${count(elsewhere)} more that are not in this drawing`] : []),
  ]
  return `${entityText(entity)} is needed by ${parts.join('; ')}`
}
