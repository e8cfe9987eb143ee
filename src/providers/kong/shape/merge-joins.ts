import { type Entity, handleOf, type Target } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { openDirectory } from '../validate/directory.ts'
import { kindByName } from './sections.ts'

/**
 * Leaves out of some entities what ties the same two together again, as decK does: a consumer may name its groups, and a group its
 * consumers. The first one counts.
 */
export function mergeJoins(entities: readonly Entity[]): Entity[] {
  const directory = openDirectory(entities, kindByName)
  const seen = new Map<unknown, Set<unknown>>()
  const led = (kind: string, target: Target): unknown =>
    'entity' in target ? target.entity : (directory.find(kind, target) ?? handleOf(target))
  return entities.filter((entity) => {
    const kind = kindByName.get(entity.kind)
    if (!kind?.joins || Object.keys(entity.fields).length > 0) return true
    const [one, other] = endsOf(entity, kind).map(([name, target]) => led(name, target))
    if (one === undefined || other === undefined) return true
    const others = seen.get(one) ?? new Set()
    seen.set(one, others)
    return others.size < others.add(other).size
  })
}

/** What an entity ties together: kinds and references. */
function endsOf({ refs }: Entity, { references }: Kind): [kind: string, target: Target][] {
  return references.flatMap(({ field, kind }): [string, Target][] => {
    const target = refs[field]
    return target === undefined || Array.isArray(target) ? [] : [[kind, target]]
  })
}
