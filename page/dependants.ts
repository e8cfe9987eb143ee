import type { PageData, PageDependant, PageMore } from '../src/report/html/page-data.ts'

/** What hangs on some changes: dependants by their indexes, nearest first, and the counts of those without names. */
export interface Hanging {
  places: number[]
  more: PageMore[]
}

/** How much of what hangs on a change its row names. */
const NAMED = 20

/** What stays as it is and depends on changes, to be looked up from them. */
export class Dependants {
  readonly all: readonly PageDependant[]
  readonly #onChange = new Map<number, number[]>()
  readonly #onDependant = new Map<number, number[]>()
  readonly #moreOnChange = new Map<number, PageMore[]>()
  readonly #moreOnDependant = new Map<number, PageMore[]>()

  /** @param data all of the page */
  constructor({ dependants = [], more = [] }: Pick<PageData, 'dependants' | 'more'>) {
    this.all = dependants
    for (const [place, { changes = [], entities = [] }] of dependants.entries()) {
      for (const change of changes) enter(this.#onChange, change, place)
      for (const entity of entities) enter(this.#onDependant, entity, place)
    }
    for (const each of more) {
      enter(this.#moreOnChange, each.change, each)
      enter(this.#moreOnDependant, each.entity, each)
    }
  }

  /** Finds what hangs on these changes, directly or by way of others. */
  on(changes: readonly number[]): Hanging {
    const places = new Set(changes.flatMap((change) => this.#onChange.get(change) ?? []))
    // A set gives what is added while it is gone through.
    for (const place of places) for (const next of this.#onDependant.get(place) ?? []) places.add(next)
    const more = [
      ...changes.flatMap((change) => this.#moreOnChange.get(change) ?? []),
      ...[...places].flatMap((place) => this.#moreOnDependant.get(place) ?? []),
    ]
    return { places: [...places], more }
  }

  /** Says what hangs on a change, in a line; undefined where nothing does. */
  told(change: number): string | undefined {
    const { places, more } = this.on([change])
    const names = this.names(places)
    const rest = countOf(more) + Math.max(0, names.length - NAMED)
    const shown = [...names.slice(0, NAMED), ...(rest > 0 ? [`${rest.toLocaleString('en')} more`] : [])]
    return shown.length === 0 ? undefined : `unchanged, and in need of it: ${shown.join(', ')}`
  }

  /** What these dependants are called. */
  names(places: readonly number[]): string[] {
    return places.flatMap((place) => {
      const dependant = this.all[place]
      return dependant ? [`${dependant.kind} ${dependant.label}`] : []
    })
  }
}

/**
 * Adds up entities without names.
 * @param more their counts
 */
export function countOf(more: readonly PageMore[]): number {
  return more.reduce((sum, { count }) => sum + count, 0)
}

function enter<T>(lists: Map<number, T[]>, key: number | undefined, value: T): void {
  if (key === undefined) return
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
