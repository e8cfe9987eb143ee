import type { Change, Parent } from '../model/change.ts'

/** A heading or a change, with what is shown below it. */
export interface Branch {
  kind: string
  label: string
  /** Absent: the entity itself does not change, only what belongs to it. */
  change?: Change
  below: Branch[]
}

/**
 * Groups changes under the entities that they belong to.
 * @param changes in the order of the plan, which is kept
 * @returns the branches without a parent
 */
export function planTree(changes: readonly Change[]): Branch[] {
  const branches = changes.map((change): Branch => ({ kind: change.kind, label: change.label, change, below: [] }))
  const byName = indexOf(branches)
  const roots: Branch[] = []
  for (const branch of branches) {
    const { change } = branch
    if (change?.parent === undefined) {
      roots.push(branch)
      continue
    }
    const parent = heading(change.parent, byName, roots)
    // An entity can only be its own parent in a broken plan; it must be shown all the same.
    if (parent === branch) roots.push(branch)
    else parent.below.push(branch)
  }
  return roots
}

/** Only those that others may belong to are looked for by their names. */
function indexOf(branches: readonly Branch[]): Map<string, Branch> {
  const kinds = new Set<string>()
  let last: Parent | undefined
  for (const { change } of branches) {
    // Siblings mostly share what they belong to.
    if (change?.parent === last) continue
    last = change?.parent
    for (let above = last; above !== undefined; above = above.parent) kinds.add(above.kind)
  }
  const byName = new Map<string, Branch>()
  for (const branch of branches) {
    const name = kinds.has(branch.kind) ? nameOf(branch) : undefined
    if (name !== undefined && !byName.has(name)) byName.set(name, branch)
  }
  return byName
}

/** An entity that does not change itself, under its own parents. */
function heading(parent: Parent, byName: Map<string, Branch>, roots: Branch[]): Branch {
  const known = byName.get(nameOf(parent))
  if (known) return known
  const branch: Branch = { kind: parent.kind, label: parent.label, below: [] }
  byName.set(nameOf(parent), branch)
  if (parent.parent === undefined) roots.push(branch)
  else heading(parent.parent, byName, roots).below.push(branch)
  return branch
}

function nameOf(entity: { kind: string; label: string }): string {
  return `${entity.kind}\n${entity.label}`
}
