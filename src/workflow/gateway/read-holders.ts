import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Handle, Session } from '../../model/provider.ts'
import type { Claim } from './claims.ts'

/**
 * Reads entities that may hold what is claimed, whatever their tags. Ids and names are asked for one by one. What may not stand in a
 * request's path (secrets, values of several fields, texts of several lines) can only be found in whole lists: they are read where
 * `thorough` asks for them.
 */
export async function readHolders(
  session: Session,
  kind: Kind,
  claims: readonly Claim[],
  thorough: boolean,
  signal?: AbortSignal,
): Promise<Entity[]> {
  if (thorough && claims.some((claim) => isHidden(kind, claim)))
    return session.read({ kinds: [kind], tags: [] }, signal)
  const handles = handlesOf(kind, claims)
  return handles.length > 0 ? session.find(kind, handles, signal) : []
}

/** What the controller can be asked for: the id, and names that may stand in a request; those from the environment may not. */
function handlesOf(kind: Kind, claims: readonly Claim[]): Handle[] {
  const ids = claims.flatMap(({ id }) => id ?? [])
  const names = new Map<string, Handle>()
  for (const { change, keys } of claims)
    for (const { group } of keys) {
      const [field, value] = [group[0], change.after?.[group[0] ?? '']]
      if (field === undefined || !isName(kind, group, value)) continue
      names.set(`${field} ${value}`, { field, value })
    }
  return [...new Set(ids), ...names.values()]
}

function isName(kind: Kind, group: readonly string[], value: unknown): value is string {
  const isOpen = group.length === 1 && !kind.secret.includes(group[0] ?? '')
  return isOpen && typeof value === 'string' && value.length < 256 && !value.includes('\n')
}

/** Lists of what has no tags are never filtered, so that all of it was seen. */
function isHidden(kind: Kind, { change, keys }: Claim): boolean {
  return kind.taggable && keys.some(({ group }) => !isName(kind, group, change.after?.[group[0] ?? '']))
}
