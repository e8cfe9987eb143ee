import { element } from './element.ts'
import { FacetList } from './facet-list.ts'
import type { Facet } from './facets.ts'
import { type Query, wordsOf } from './search.ts'

/** So many values that are chosen in one facet are told. */
const TOLD = 8

type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>

/** What narrows the list: a search and the facets. */
export class Filters {
  readonly node: HTMLElement
  readonly #facets: readonly Facet[]
  readonly #lists: ReadonlyMap<string, FacetList>
  readonly #input = element('input', { type: 'search', id: 'search', autocomplete: 'off', spellcheck: 'false' })
  readonly #clear = element('button', { type: 'button', class: 'link' }, 'Clear filters')

  /**
   * @param facets all that there are; those that cannot narrow anything are left out
   * @param counts how many changes there are of each value
   * @param changed is called whenever the list is to be found anew
   */
  constructor(facets: readonly Facet[], counts: Counts, changed: () => void) {
    this.#facets = facets
    const useful = facets.filter(({ name }) => (counts.get(name)?.size ?? 0) > 1)
    this.#lists = new Map(
      useful.map((facet) => [facet.name, new FacetList(facet, counts.get(facet.name) ?? new Map(), changed)]),
    )
    this.node = element(
      'form',
      { class: 'filters', role: 'search', 'aria-label': 'Filters' },
      element('label', { for: 'search' }, 'Search'),
      this.#input,
      ...[...this.#lists.values()].map(({ node }) => node),
      this.#clear,
    )
    this.node.addEventListener('submit', (event) => event.preventDefault())
    this.#input.addEventListener('input', changed)
    this.#clear.addEventListener('click', () => {
      this.#input.value = ''
      for (const list of this.#lists.values()) list.clear()
      changed()
      this.#input.focus()
    })
  }

  /** What is typed and ticked now. */
  query(): Query {
    return {
      words: wordsOf(this.#input.value),
      chosen: new Map([...this.#lists].map(([name, { chosen }]) => [name, chosen])),
    }
  }

  /** Says what narrows the list now, in words; undefined where nothing does. */
  told(): string | undefined {
    const { words, chosen } = this.query()
    const parts = [
      ...this.#facets.flatMap(({ name, title }) => {
        const values = [...(chosen.get(name) ?? [])]
        const rest = values.length - TOLD
        const named = [...values.slice(0, TOLD), ...(rest > 0 ? [`${rest} more`] : [])]
        return values.length > 0 ? [`${title.toLowerCase()} ${named.join(' or ')}`] : []
      }),
      ...(words.length > 0 ? [`search ${words.join(' ')}`] : []),
    ]
    return parts.length > 0 ? parts.join(', ') : undefined
  }

  /** Shows how many changes each value would give. */
  count(counts: Counts): void {
    for (const [name, list] of this.#lists) list.count(counts.get(name) ?? new Map())
    const { words, chosen } = this.query()
    this.#clear.hidden = words.length === 0 && [...chosen.values()].every(({ size }) => size === 0)
  }
}
