import type { Change } from '../../model/change.ts'
import { type Branch, planTree } from '../plan-tree.ts'
import { printable } from '../printable.ts'
import { actionCounts } from './counts.ts'
import { asWord, inCode, LONGEST_NAME } from './escape.ts'

/** A change, or the heading of those that follow. */
export interface Entry {
  depth: number
  change?: Change
  heading?: string
}

/** What is folded together: what belongs to one entity, or the entities of a kind to which nothing belongs. */
export interface Group {
  /** Inline HTML. */
  title: string
  entries: Entry[]
}

/**
 * Groups changes by the entity that they belong to.
 * @param changes in the order of the plan, which is kept
 */
export function groupsOf(changes: readonly Change[]): Group[] {
  const groups: Branch[][] = []
  const alone = new Map<string, Branch[]>()
  for (const branch of planTree(changes)) {
    const known = branch.below.length === 0 ? alone.get(branch.kind) : undefined
    if (known) {
      known.push(branch)
      continue
    }
    const group = [branch]
    if (branch.below.length === 0) alone.set(branch.kind, group)
    groups.push(group)
  }
  return groups.map(groupOf)
}

function groupOf(branches: readonly Branch[]): Group {
  const entries = branches.flatMap((branch) => entriesOf(branch, 0))
  const changes = entries.flatMap(({ change }) => change ?? [])
  const [first] = branches
  const isHeading = entries[0]?.change === undefined
  const kind = asWord(first?.kind ?? '')
  const name = branches.length === 1 && first ? `${kind} ${inCode(first.label)}` : kind
  return {
    title: `<b>${name}</b>: ${actionCounts(changes)}`,
    // What it all belongs to is in the title, unless its name is too long for one.
    entries: isHeading && first && first.label.length <= LONGEST_NAME ? entries.slice(1).map(raised) : entries,
  }
}

const raised = (entry: Entry): Entry => ({ ...entry, depth: entry.depth - 1 })

function entriesOf({ kind, label, change, below }: Branch, depth: number): Entry[] {
  const own: Entry = change ? { depth, change } : { depth, heading: printable(`${kind} ${label}`) }
  return [own, ...below.flatMap((each) => entriesOf(each, depth + 1))]
}
