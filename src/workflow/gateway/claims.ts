import type { Change } from '../../model/change.ts'
import type { Kind } from '../../model/kind.ts'
import { keyOf } from '../../plan/keys.ts'

/** A change that needs an id or a unique value for itself. */
export interface Claim {
  change: Change
  id: string | undefined
  /** Unique groups that it takes anew, with the key of each. */
  keys: { group: readonly string[]; key: string }[]
}

/** Gives what changes of a kind need for themselves that they do not have yet. */
export function claimsOf(kind: Kind, changes: readonly Change[]): Claim[] {
  return changes.filter((change) => change.kind === kind.name).flatMap((change) => claimOf(kind, change))
}

function claimOf(kind: Kind, change: Change): Claim[] {
  if (change.action === 'delete') return []
  const keys = kind.unique.flatMap((group) => {
    const key = keyOf(kind, group, change.after ?? {})
    const held = change.action === 'update' && keyOf(kind, group, change.before ?? {}) === key
    return key === undefined || held ? [] : [{ group, key }]
  })
  const id = change.action === 'update' ? undefined : change.entityId
  return id === undefined && keys.length === 0 ? [] : [{ change, id, keys }]
}
