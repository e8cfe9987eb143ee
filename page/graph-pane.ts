import type { PageData } from '../src/report/html/page-data.ts'
import { boxText } from './box-text.ts'
import type { Dependants } from './dependants.ts'
import { drawing } from './drawing.ts'
import { element } from './element.ts'
import { type Graph, graphOf } from './graph.ts'

/** What a pane is made of. */
export interface Paned {
  page: PageData
  dependants: Dependants
}

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
  if (graph.nodes.length === 0) {
    const text = 'Nothing that is shown depends on anything else here, and nothing else on it.'
    return element('div', {}, element('p', { class: 'empty' }, text), ...notes)
  }
  return element(
    'div',
    {},
    element(
      'p',
      { class: 'faint' },
      'From left to right: what stands further right needs what its line comes from. Boxes with a broken frame and sharp corners are unchanged.',
    ),
    ...notes,
    element(
      'div',
      { class: 'drawing', tabindex: '0', role: 'region', 'aria-label': 'Graph of what depends on what' },
      drawing(graph, reveal),
    ),
    element('details', { class: 'as-list' }, element('summary', {}, 'The same as a list'), asList(graph)),
  )
}

/** What is not in the drawing. */
function notesOf({ alone, unnamed, nodes }: Graph, { unread = [], untold }: PageData): string[] {
  const count = (number: number) => number.toLocaleString('en')
  return [
    ...(alone > 0 && nodes.length > 0
      ? [`${count(alone)} of the entities shown depend on nothing here, and nothing on them; they are not drawn.`]
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

function asList({ nodes, edges }: Graph): HTMLElement {
  const needed = new Map<number, string[]>()
  for (const [from, to] of edges) {
    const node = nodes[to]
    if (node) needed.set(from, [...(needed.get(from) ?? []), boxText(node)])
  }
  const lines = [...needed].map(([from, others]) => {
    const node = nodes[from]
    return element('li', {}, node && boxText(node), ' is needed by ', others.join('; '))
  })
  return element('ul', {}, ...lines)
}
