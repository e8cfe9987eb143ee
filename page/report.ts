import type { PageData } from '../src/report/html/page-data.ts'
import { ChangeList } from './change-list.ts'
import { Dependants } from './dependants.ts'
import { element } from './element.ts'
import { FACETS } from './facets.ts'
import { Filters } from './filters.ts'
import { graphPane } from './graph-pane.ts'
import { ordersOf } from './orders.ts'
import { search } from './search.ts'
import { Toolbar } from './toolbar.ts'

/** Puts the working list of changes in place of the plain one. */
function start(place: HTMLElement, page: PageData): void {
  const { changes } = page
  if (changes.length === 0) return
  const dependants = new Dependants(page)
  const find = search(changes, dependants)
  const orders = ordersOf(changes)
  const list = new ChangeList(changes, dependants)
  const graph = element('div', { class: 'graph' })
  const all = find({ words: [], chosen: new Map() })
  let shown = all.changes

  const draw = () => {
    graph.hidden = toolbar.view === 'list'
    list.node.hidden = !graph.hidden
    if (!graph.hidden) graph.replaceChildren(graphPane(shown, { page, dependants }, reveal))
  }
  const reveal = (change: number) => {
    toolbar.view = 'list'
    draw()
    list.reveal(change)
  }
  const narrow = () => {
    const found = find(filters.query())
    shown = found.changes
    filters.count(found.counts)
    toolbar.tell(shown.length, changes.length, filters.told())
    list.show(shown, toolbar.order)
    draw()
  }
  const filters = new Filters(FACETS, all.counts, narrow)
  const toolbar = new Toolbar(orders, { narrow, draw, openAll: (open) => list.openAll(open) })
  place.replaceChildren(
    filters.node,
    element('div', { class: 'pane' }, toolbar.node, toolbar.printed, list.node, graph),
  )
  narrow()
  prepareForPaper(list, graph)
}

/** All that is shown goes on paper, open; with the graph goes the list. */
function prepareForPaper(list: ChangeList, graph: HTMLElement): void {
  let fold: (() => void) | undefined
  addEventListener('beforeprint', () => {
    fold ??= list.unfold()
    for (const details of graph.querySelectorAll('details')) details.open = true
  })
  addEventListener('afterprint', () => {
    fold?.()
    fold = undefined
  })
}

const place = document.querySelector<HTMLElement>('#changes')
const data = document.querySelector('#data')?.textContent
if (place && data) start(place, JSON.parse(data) as PageData)
