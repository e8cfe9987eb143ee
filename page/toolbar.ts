import { element } from './element.ts'
import type { Order } from './orders.ts'

/** What the toolbar sets going. */
export interface Actions {
  /** The list is to be made anew. */
  narrow(): void
  /** The other view is wanted. */
  draw(): void
  openAll(open: boolean): void
}

/** The line above the list: how many there are, in which order, as a list or as a graph. */
export class Toolbar {
  readonly node: HTMLElement
  /** What stands on paper in its place. */
  readonly printed = element('p', { class: 'printed' })
  readonly #count = element('p', { class: 'found', role: 'status' })
  readonly #views = { list: viewButton('List'), graph: viewButton('Graph') }
  readonly #orders: readonly Order[]
  readonly #select: HTMLSelectElement

  /**
   * @param orders the usual one first
   * @param actions what is called
   */
  constructor(orders: readonly Order[], actions: Actions) {
    this.#orders = orders
    const options = orders.map(({ name, title }) => element('option', { value: name }, title))
    this.#select = element('select', { id: 'order' }, ...options)
    this.#select.addEventListener('change', actions.narrow)
    for (const [name, button] of Object.entries(this.#views)) {
      button.addEventListener('click', () => {
        this.view = name === 'list' ? 'list' : 'graph'
        actions.draw()
      })
    }
    this.view = 'list'
    const buttons = [button('Open all', () => actions.openAll(true)), button('Close all', () => actions.openAll(false))]
    const order = element('label', { for: 'order' }, 'Order')
    const views = element('div', { class: 'views', role: 'group', 'aria-label': 'View' }, ...Object.values(this.#views))
    this.node = element('div', { class: 'toolbar' }, this.#count, order, this.#select, ...buttons, views)
  }

  get order(): Order {
    const order = this.#orders[this.#select.selectedIndex] ?? this.#orders[0]
    if (order === undefined) throw new Error('there is no order')
    return order
  }

  get view(): 'list' | 'graph' {
    return this.#views.list.getAttribute('aria-pressed') === 'true' ? 'list' : 'graph'
  }

  set view(view: 'list' | 'graph') {
    for (const [name, button] of Object.entries(this.#views)) button.setAttribute('aria-pressed', `${name === view}`)
  }

  /**
   * Says how many changes are shown, of how many; on paper, where no filters are, by which of these.
   * @param shown their number
   * @param all of the page
   * @param filters what narrows them, if anything does
   */
  tell(shown: number, all: number, filters: string | undefined): void {
    const total = `${all.toLocaleString('en')} ${all === 1 ? 'change' : 'changes'}`
    this.#count.textContent = shown === all ? total : `${shown.toLocaleString('en')} of ${total}`
    this.printed.textContent =
      filters === undefined ? '' : `${shown.toLocaleString('en')} of ${total}, filter: ${filters}`
  }
}

function viewButton(title: string): HTMLButtonElement {
  return element('button', { type: 'button', 'aria-pressed': 'false' }, title)
}

function button(title: string, action: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button' }, title)
  made.addEventListener('click', action)
  return made
}
