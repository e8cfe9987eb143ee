import type { PageChange } from '../src/report/html/page-data.ts'
import { changeRow, fillRow } from './change-row.ts'
import type { Dependants } from './dependants.ts'
import { element } from './element.ts'
import { headingCounts, inOrder, type Order } from './orders.ts'

/** Rows that are made at once; more come as the reader gets to the end. */
const CHUNK = 200

/** Up to so many changes are open from the start … */
const FEW = 40

/** … except those with more fields than this. */
const SHORT = 12

/** The list of changes, of which no more rows are made than the reader gets to. */
export class ChangeList {
  readonly node = element('div', { class: 'list', id: 'list', tabindex: '-1' })
  readonly #changes: readonly PageChange[]
  readonly #dependants: Dependants
  readonly #more = element('button', { type: 'button', class: 'more' })
  readonly #rows = new Map<number, HTMLDetailsElement>()
  #order: Order | undefined
  #shown: readonly number[] = []
  #counts: ReadonlyMap<string, number> = new Map()
  /** Of `shown`, how many have their rows. */
  #made = 0
  /** What the reader wants of all rows; undefined: what suits their number. */
  #open: boolean | undefined

  /**
   * @param changes all of the page
   * @param dependants what hangs on them
   */
  constructor(changes: readonly PageChange[], dependants: Dependants) {
    this.#changes = changes
    this.#dependants = dependants
    this.#more.addEventListener('click', () => this.#goOn())
    const sees = (entries: readonly IntersectionObserverEntry[]) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#makeUntil(this.#made + CHUNK)
    }
    new IntersectionObserver(sees, { rootMargin: '600px' }).observe(this.#more)
  }

  /** Shows these changes and no others. */
  show(indexes: readonly number[], order: Order): void {
    this.#order = order
    this.#shown = inOrder(indexes, this.#changes, order)
    this.#counts = headingCounts(this.#shown, this.#changes, order)
    this.#rows.clear()
    this.#made = 0
    this.node.replaceChildren(this.#more)
    if (this.#shown.length === 0) this.#more.before(element('p', { class: 'empty' }, 'No change is like that.'))
    this.#makeUntil(CHUNK)
  }

  /** Opens or closes every row, those too that are not made yet. */
  openAll(open: boolean): void {
    this.#open = open
    for (const row of this.#rows.values()) row.open = open
  }

  /** Goes to a change that is shown, and opens it. */
  reveal(index: number): void {
    this.#makeUntil(this.#shown.indexOf(index) + 1)
    const row = this.#openRow(index)
    row?.scrollIntoView({ block: 'center' })
    row?.querySelector('summary')?.focus({ preventScroll: true })
  }

  /** Makes and opens all rows, for paper; gives back what closes them again. */
  unfold(): () => void {
    this.#makeUntil(this.#shown.length)
    const closed = [...this.#rows].filter(([, { open }]) => !open)
    for (const [index] of closed) this.#openRow(index)
    return () => {
      for (const [, row] of closed) row.open = false
    }
  }

  /** The button may be gone now, and the reader goes on where the new rows begin. */
  #goOn(): void {
    const next = this.#shown[this.#made]
    this.#makeUntil(this.#made + CHUNK)
    if (next !== undefined) this.#rows.get(next)?.querySelector('summary')?.focus()
  }

  #makeUntil(end: number): void {
    const parts: HTMLElement[] = []
    for (; this.#made < Math.min(end, this.#shown.length); this.#made++) parts.push(...this.#partsAt(this.#made))
    this.#more.before(...parts)
    const left = this.#shown.length - this.#made
    this.#more.hidden = left === 0
    this.#more.textContent = `Show ${Math.min(CHUNK, left).toLocaleString('en')} more of ${left.toLocaleString('en')}`
  }

  /** A row, below its heading if it is the first there. */
  #partsAt(place: number): HTMLElement[] {
    const index = this.#shown[place] ?? -1
    const change = this.#changes[index]
    if (change === undefined) return []
    const row = changeRow(change, `change-${index}`, () => this.#dependants.told(index))
    this.#rows.set(index, row)
    if (this.#open ?? (this.#changes.length <= FEW && change.rows.length <= SHORT)) this.#openRow(index)
    const heading = this.#headingAt(place)
    return heading === this.#headingAt(place - 1) ? [row] : [this.#headingOf(heading), row]
  }

  #headingAt(place: number): string | undefined {
    const change = this.#changes[this.#shown[place] ?? -1]
    return change && this.#order?.heading(change)
  }

  #headingOf(heading = ''): HTMLElement {
    const count = (this.#counts.get(heading) ?? 0).toLocaleString('en')
    return element('h2', {}, heading, ' ', element('span', { class: 'count' }, count))
  }

  #openRow(index: number): HTMLDetailsElement | undefined {
    const [row, change] = [this.#rows.get(index), this.#changes[index]]
    if (row === undefined || change === undefined) return undefined
    fillRow(row, change, this.#dependants.told(index))
    row.open = true
    return row
  }
}
