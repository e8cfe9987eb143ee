import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Session } from '../../model/provider.ts'
import type { State } from '../../model/state.ts'

/**
 * Reads the entities that references of the files may lead to though the files do not have them, and that stay
 * whatever the files say: those with the tags of `_info.default_lookup_tags`, and those that are referred to by an id that was not read.
 */
export async function readLookups(
  session: Session,
  kinds: readonly Kind[],
  state: State,
  current: readonly Entity[],
  tags: readonly string[],
  signal?: AbortSignal,
): Promise<Entity[]> {
  const byTags = kinds
    .filter((kind) => (state.lookupTags[kind.section]?.length ?? 0) > 0)
    .map((kind) => session.read({ kinds: [kind], tags: state.lookupTags[kind.section] ?? [] }, signal))
  const all = (await Promise.all(byTags)).flat()
  if (all.length === 0 && tags.length === 0) return []
  const read = new Set(current.map(({ id }) => id))
  const sections = new Map(kinds.map((kind) => [kind.name, kind.section]))
  const found = all.filter((entity) => !read.has(entity.id) || hasOnly(entity, state, sections))
  if (tags.length === 0) return found
  const known = new Set([...found, ...current, ...state.entities].map(({ id }) => id))
  const byId = [...referredIds(state.entities, kinds)].map(([kind, ids]) =>
    session.find(
      kind,
      [...ids].filter((id) => !known.has(id)),
      signal,
    ),
  )
  return [...found, ...(await Promise.all(byId)).flat()]
}

/**
 * Looks up what entities of the files refer to by id, of kinds that are not read.
 * @param wanted such kinds
 */
export async function readReferred(
  session: Session,
  kinds: readonly Kind[],
  wanted: readonly Kind[],
  entities: readonly Entity[],
  signal?: AbortSignal,
): Promise<Entity[]> {
  if (wanted.length === 0) return []
  const known = new Set(entities.map(({ id }) => id))
  const ids = referredIds(entities, kinds)
  const asked = wanted.map((kind) => {
    const unknown = [...(ids.get(kind) ?? [])].filter((id) => !known.has(id))
    return session.find(kind, unknown, signal)
  })
  return (await Promise.all(asked)).flat()
}

/** What the plan reads too is another team's only if it has exactly the tags of the lookup, as in decK. */
function hasOnly(entity: Entity, { lookupTags }: State, sections: ReadonlyMap<string, string>): boolean {
  const wanted = lookupTags[sections.get(entity.kind) ?? ''] ?? []
  const { tags } = entity.fields
  return Array.isArray(tags) && tags.length === wanted.length && wanted.every((tag) => tags.includes(tag))
}

function referredIds(entities: readonly Entity[], kinds: readonly Kind[]): Map<Kind, Set<string>> {
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const ids = new Map<Kind, Set<string>>()
  for (const entity of entities) {
    for (const reference of rows.get(entity.kind)?.references ?? []) {
      const target = rows.get(reference.kind)
      for (const id of targetIds(entity, reference.field))
        if (target) ids.set(target, (ids.get(target) ?? new Set()).add(id))
    }
  }
  return ids
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function targetIds(entity: Entity, field: string): string[] {
  const given = entity.refs[field] ?? []
  return (Array.isArray(given) ? given : [given]).flatMap((target) => {
    const id = 'id' in target ? target.id : 'nameOrId' in target ? target.nameOrId : ''
    return UUID.test(id) ? [id] : []
  })
}
