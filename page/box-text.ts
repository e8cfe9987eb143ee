import { ACTIONS, SIGNS } from './facets.ts'
import type { GraphNode } from './graph.ts'

/** How many entities of a box stay as they are. */
export function unchangedIn({ size, actions }: GraphNode): number {
  return [...actions.values()].reduce((left, count) => left - count, size)
}

/** What stands in the first line of a box: its kind, and what happens to it. */
export function kindLine(node: GraphNode): string {
  const { kind, actions, size } = node
  const parts = ACTIONS.flatMap((action) => {
    const count = actions.get(action)
    if (count === undefined) return []
    return size > 1 ? `${SIGNS[action]}${count.toLocaleString('en')}` : action
  })
  return `${kind} · ${parts.length > 0 ? parts.join(' ') : 'unchanged'}`
}

/** What stands in the second line: the name, or how many there are. */
export function nameLine(node: GraphNode): string {
  const { label, size, names } = node
  if (names.length === 0) return `and ${size.toLocaleString('en')} more`
  if (size === 1) return label
  const unchanged = unchangedIn(node)
  return unchanged === 0 || unchanged === size
    ? `${size.toLocaleString('en')} entities`
    : `${(size - unchanged).toLocaleString('en')} and ${unchanged.toLocaleString('en')} unchanged`
}

/** The same as one text, for whoever does not see the box; with the names that are known. */
export function boxText(node: GraphNode): string {
  const { kind, label, size, names } = node
  if (names.length === 0) return `${size.toLocaleString('en')} more of kind ${kind} (unchanged)`
  if (size === 1) return `${kind} ${label} (${[...node.actions.keys(), 'unchanged'][0]})`
  const unchanged = unchangedIn(node)
  const parts = ACTIONS.flatMap((action) => {
    const count = node.actions.get(action)
    return count === undefined ? [] : `${count.toLocaleString('en')} ${action}`
  })
  if (unchanged > 0) parts.push(`${unchanged.toLocaleString('en')} unchanged`)
  return `${kind} ${namesText(names, size)} (${parts.join(', ')})`
}

function namesText(names: readonly string[], size: number): string {
  const rest = size - names.length
  return `${names.join(', ')}${rest > 0 ? ` and ${rest.toLocaleString('en')} more` : ''}`
}
