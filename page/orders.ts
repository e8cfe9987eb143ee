import type { PageChange } from '../src/report/html/page-data.ts'
import { ACTIONS, RESULTS } from './facets.ts'

/** One order of the list, with the headings that go with it. */
export interface Order {
  name: string
  title: string
  /** Those with a lower number come first; the others stay as the plan has them. */
  rank(change: PageChange): number
  heading(change: PageChange): string
}

const HEADINGS = { delete: 'Deletes', replace: 'Replaces', update: 'Updates', create: 'Creates' } as const

const byRisk: Order = {
  name: 'risk',
  title: 'Destructive first',
  rank: ({ action }) => ACTIONS.indexOf(action),
  heading: ({ action }) => HEADINGS[action],
}

const byResult: Order = {
  name: 'result',
  title: 'Failures first',
  rank: ({ result, action }) => (result ? RESULTS.indexOf(result.state) : 0) * ACTIONS.length + ACTIONS.indexOf(action),
  heading: ({ result }) => (result ? `${result.state.charAt(0).toUpperCase()}${result.state.slice(1)}` : ''),
}

/**
 * Tells in which orders the changes can be read, the usual one first.
 * @param changes all of the page
 */
export function ordersOf(changes: readonly PageChange[]): Order[] {
  const failed = changes.some(({ result }) => result !== undefined && result.state !== 'done')
  return [...(failed ? [byResult] : []), byRisk, byEntity(changes)]
}

/** What belongs together stands together; where something of it goes, first. */
function byEntity(changes: readonly PageChange[]): Order {
  const ranks = new Map<string, number>()
  for (const change of changes) {
    const name = rootOf(change)
    ranks.set(name, Math.min(ranks.get(name) ?? ACTIONS.length, ACTIONS.indexOf(change.action)))
  }
  const places = new Map([...ranks].sort(([, one], [, other]) => one - other).map(([name], place) => [name, place]))
  return {
    name: 'entity',
    title: 'By entity',
    rank: (change) => places.get(rootOf(change)) ?? 0,
    heading: rootOf,
  }
}

function rootOf({ kind, label, parents, workspace }: PageChange): string {
  const root = parents?.at(-1) ?? { kind, label }
  return `${root.kind} ${root.label}${workspace === undefined ? '' : ` in workspace ${workspace}`}`
}

/**
 * Puts changes in an order.
 * @param indexes of the changes that are shown
 * @param changes all of the page
 * @param order how
 * @returns the same indexes
 */
export function inOrder(indexes: readonly number[], changes: readonly PageChange[], order: Order): number[] {
  const ranked = indexes.map((index) => ({ index, rank: rankOf(changes[index], order) }))
  return ranked.sort((one, other) => one.rank - other.rank || one.index - other.index).map(({ index }) => index)
}

function rankOf(change: PageChange | undefined, order: Order): number {
  return change === undefined ? 0 : order.rank(change)
}

/**
 * Counts what stands under each heading.
 * @param indexes of the changes that are shown
 * @param changes all of the page
 * @param order whose headings
 */
export function headingCounts(
  indexes: readonly number[],
  changes: readonly PageChange[],
  order: Order,
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const index of indexes) {
    const change = changes[index]
    const heading = change === undefined ? '' : order.heading(change)
    counts.set(heading, (counts.get(heading) ?? 0) + 1)
  }
  return counts
}
