import type { Entity } from '../../model/entity.ts'
import type { Kind, Reference } from '../../model/kind.ts'
import type { Session } from '../../model/provider.ts'
import type { Limit } from '../../model/window.ts'
import { idsOf } from '../../plan/keys.ts'

/** From so many parents up, reading the whole list takes fewer requests than one list for each. */
const MANY = 50

/** Ids of entities, by kind. */
export type IdsByKind = ReadonlyMap<string, ReadonlySet<string>>

/**
 * Reads the entities of a kind that refer to any of some others, without any filter.
 * @param ids of those others; some of a kind that it refers to
 * @param limit how many requests there are at a time
 * @returns an entity that refers to several of them may be there several times
 */
export async function readReferring(
  session: Session,
  kind: Kind,
  ids: IdsByKind,
  limit: Limit,
  signal?: AbortSignal,
): Promise<Entity[]> {
  const references = kind.references.filter((reference) => ids.has(reference.kind))
  if (references.some((each) => each.many || (ids.get(each.kind)?.size ?? 0) > MANY)) {
    const all = await session.read({ kinds: [kind], tags: [] }, signal)
    return all.filter((entity) => refersTo(entity, references, ids))
  }
  const reads = references.flatMap(({ field, kind: parent }) =>
    [...(ids.get(parent) ?? [])].map((id) => limit(() => session.dependants(kind, field, id, signal))),
  )
  return (await Promise.all(reads)).flat()
}

/** Tells whether an entity refers to any of some others. */
export function refersTo(entity: Entity, references: readonly Reference[], ids: IdsByKind): boolean {
  return references.some(({ field, kind }) => idsOf(entity.fields[field]).some((id) => ids.get(kind)?.has(id)))
}
