import type { Change } from '../../model/change.ts'
import { isFields } from '../../model/secret.ts'
import type { Value } from '../../model/value.ts'

/**
 * Finds which changes of one plan lean on which others: an entity on those that it refers to or belongs to, a delete
 * that happens unasked on the one that takes it along.
 * @param changes of one plan
 * @returns for each change the indexes of the others, in rising order
 */
export function needsOf(changes: readonly Change[]): number[][] {
  const places = indexed(changes)
  return changes.map((change, index) => {
    const found = new Set<number>()
    const add = (key: string) => {
      const other = places.get(key)
      if (other !== undefined && other !== index) found.add(other)
    }
    for (const id of references(change)) add(`id ${id}`)
    if (change.parent) add(named(change.parent))
    if (change.takenBy !== undefined) add(`change ${change.takenBy}`)
    return [...found].sort((one, other) => one - other)
  })
}

/** Where each change stands, by the ids and the name of its entity and by its own id. The first one of a name counts. */
function indexed(changes: readonly Change[]): Map<string, number> {
  const places = new Map<string, number>()
  for (const [index, change] of changes.entries()) {
    const ids = [change.entityId, change.oldId].filter((id) => id !== undefined)
    for (const key of [`change ${change.id}`, named(change), ...ids.map((id) => `id ${id}`)]) {
      if (!places.has(key)) places.set(key, index)
    }
  }
  return places
}

const named = ({ kind, label }: { kind: string; label: string }): string => `name ${kind}\n${label}`

/** What may be an id: `{id}` as controllers write references, and the entries of a list of texts. */
function references({ before, after }: Change): string[] {
  const found: string[] = []
  for (const body of [before, after]) for (const value of Object.values(body ?? {})) collect(value, found)
  return found
}

function collect(value: Value | undefined, out: string[]): void {
  if (Array.isArray(value)) {
    for (const each of value) {
      if (typeof each === 'string') out.push(each)
      else collect(each, out)
    }
  } else if (isFields(value)) {
    if (typeof value.id === 'string') out.push(value.id)
    for (const inner of Object.values(value)) collect(inner, out)
  }
}
