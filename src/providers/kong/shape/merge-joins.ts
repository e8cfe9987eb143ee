import { type Entity, handleOf } from '../../../model/entity.ts'
import type { Reference } from '../../../model/kind.ts'
import { type Directory, openDirectory } from '../validate/directory.ts'
import { kindByName } from './sections.ts'

/**
 * Leaves out of some entities what ties the same two together again, as decK does: a consumer may name its groups, and a group its
 * consumers. The first one counts.
 */
export function mergeJoins(entities: readonly Entity[]): Entity[] {
  const directory = openDirectory(entities, kindByName)
  const seen = new Map<unknown, Set<unknown>>()
  return entities.filter((entity) => {
    const kind = kindByName.get(entity.kind)
    if (!kind?.joins || Object.keys(entity.fields).length > 0) return true
    const [one, other] = kind.references
    const [first, second] = [endOf(entity, one, directory), endOf(entity, other, directory)]
    if (first === undefined || second === undefined) return true
    const known = seen.get(first) ?? new Set()
    if (known.size === 0) seen.set(first, known)
    return known.size < known.add(second).size
  })
}

/** What one side of a tie leads to: the entity, or what it is called where the files do not have it. */
function endOf({ refs }: Entity, reference: Reference | undefined, directory: Directory): Entity | string | undefined {
  const target = reference && refs[reference.field]
  if (reference === undefined || target === undefined || Array.isArray(target)) return undefined
  return directory.find(reference.kind, target) ?? ('entity' in target ? target.entity : handleOf(target))
}
