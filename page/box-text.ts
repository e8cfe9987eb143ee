import type { Entity } from './entities.ts'
import type { GraphNode } from './graph.ts'

/** So many names are told of a box that stands for several. */
const NAMED = 50

const number = (count: number): string => count.toLocaleString('en')

/** What stands in the first line of a box: its kind, and what happens to it. */
export function kindLine({ kind, action, workspace }: GraphNode): string {
  return [kind, action ?? 'unchanged', ...(workspace === undefined ? [] : [workspace])].join(' · ')
}

/** What stands in the second line: the name, or how many there are. */
export function nameLine({ label, size, names }: GraphNode): string {
  if (names.length === 0) return `and ${number(size)} more`
  return size === 1 ? label : `${number(size)} entities`
}

/** What stands in the third line, if there is one: what is counted here and not drawn. */
export function countLine({ beneath, elsewhere }: GraphNode): string | undefined {
  const counts = [...beneath].map(([kind, count]) => `${number(count)} × ${kind}`)
  const parts = [
    ...(counts.length > 0 ? [`unchanged: ${counts.join(', ')}`] : []),
    ...(elsewhere > 0 ? [`${number(elsewhere)} more elsewhere`] : []),
  ]
  return parts.length > 0 ? parts.join(' · ') : undefined
}

/** All of a box as one text, for whoever does not see it; with the names that are known. */
export function boxText(node: GraphNode): string {
  const { kind, size, names, action = 'unchanged', beneath, elsewhere } = node
  const counts = [...beneath].map(([each, count]) => `${number(count)} of kind ${each}`)
  const parts = [
    names.length === 0
      ? `${number(size)} more of kind ${kind} (unchanged)`
      : `${kind} ${namesText(names, size)} (${action})${placeText(node)}`,
    ...(counts.length > 0 ? [`unchanged, and in need of it: ${counts.join(', ')}`] : []),
    ...(elsewhere > 0 ? [`linked to ${number(elsewhere)} more that are not in this drawing`] : []),
  ]
  return parts.join('; ')
}

/** What an entity is called in the list, and what happens to it. */
export function entityText(entity: Entity): string {
  const { kind, label, action = 'unchanged', counted } = entity
  if (counted !== undefined) return `${number(counted)} more of kind ${kind} (unchanged)`
  return `${kind} ${label} (${action})${placeText(entity)}`
}

const placeText = ({ workspace }: { workspace?: string }): string =>
  workspace === undefined ? '' : ` in workspace ${workspace}`

function namesText(names: readonly string[], size: number): string {
  const shown = names.slice(0, NAMED)
  const rest = size - shown.length
  return `${shown.join(', ')}${rest > 0 ? ` and ${number(rest)} more` : ''}`
}
