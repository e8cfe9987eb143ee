import { element } from './element.ts'
import type { Facet } from './facets.ts'

/** So many values are offered at once; the rest can be asked for … */
const FEW = 8

/** … up to so many: with more, typing is the quicker way. */
const MOST = 200

/** The values of one facet, to be ticked, with their counts. */
export class FacetList {
  readonly node: HTMLFieldSetElement
  readonly chosen = new Set<string>()
  readonly #boxes = new Map<string, { row: HTMLElement; box: HTMLInputElement; count: HTMLElement }>()

  /**
   * @param facet what it is about
   * @param counts how many changes there are of each value
   * @param changed is called after each tick
   */
  constructor(facet: Facet, counts: ReadonlyMap<string, number>, changed: () => void) {
    const values = offered(facet, counts)
    const rows = values.slice(0, MOST).map((value) => this.#row(facet, value, changed))
    this.node = element('fieldset', {}, element('legend', {}, facet.title), ...rows)
    const hidden = rows.slice(FEW)
    if (hidden.length > 0) this.#fold(hidden)
    const rest = values.length - rows.length
    if (rest > 0) this.node.append(element('p', { class: 'faint' }, `and ${rest} more: search finds them`))
  }

  /** Shows how many changes each value would give. */
  count(counts: ReadonlyMap<string, number>): void {
    for (const [value, { row, count }] of this.#boxes) {
      const found = counts.get(value) ?? 0
      count.textContent = found.toLocaleString('en')
      row.classList.toggle('none', found === 0)
    }
  }

  /** Takes back what was ticked. */
  clear(): void {
    this.chosen.clear()
    for (const { box } of this.#boxes.values()) box.checked = false
  }

  #row(facet: Facet, value: string, changed: () => void): HTMLElement {
    const box = element('input', { type: 'checkbox', name: facet.name, value })
    const count = element('span', { class: 'count' })
    const row = element('label', { class: 'choice' }, box, element('span', { class: 'value' }, value), count)
    box.addEventListener('change', () => {
      if (box.checked) this.chosen.add(value)
      else this.chosen.delete(value)
      changed()
    })
    this.#boxes.set(value, { row, box, count })
    return row
  }

  #fold(rows: readonly HTMLElement[]): void {
    for (const row of rows) row.hidden = true
    const button = element('button', { type: 'button', class: 'link' }, `${rows.length} more`)
    button.addEventListener('click', () => {
      for (const row of rows) row.hidden = false
      rows[0]?.querySelector('input')?.focus()
      button.remove()
    })
    this.node.append(button)
  }
}

function offered({ order }: Facet, counts: ReadonlyMap<string, number>): string[] {
  if (order) return order.filter((value) => counts.has(value))
  return [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)).map(([value]) => value)
}
