import { openLimit } from '../../http/limit.ts'
import type { Change } from '../../model/change.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Session } from '../../model/provider.ts'
import { idsOf } from '../../plan/keys.ts'
import { type IdsByKind, readReferring, refersTo } from './read-referring.ts'

/** So many are looked up for their names; others go by their ids. */
const MOST_NAMES = 100

/** What was read for a plan. */
export interface OnwardSource {
  session: Session
  kinds: readonly Kind[]
  changes: readonly Change[]
  /** Entities that were read. */
  known: readonly Entity[]
  /** Tells whether all entities of a kind were read. */
  isRead(kind: Kind): boolean
}

/** What depends on a plan beside what was read for it. */
export interface Onward {
  entities: Entity[]
  /** Kinds that could not be read, as by right of the token: a picture is no reason for a run to fail. */
  failed: ReadonlySet<Kind>
}

/**
 * Reads what refers to the entities that a plan updates and was not read for it, and on from there. What hangs on deletes was read for
 * the plan, and nothing hangs on creates. Kinds that are left out by default are left alone.
 * @returns an entity may be there several times
 */
export async function readOnward(source: OnwardSource, signal?: AbortSignal): Promise<Onward> {
  const { kinds, known } = source
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const seen = idsOfUpdates(source.changes)
  const onward = { entities: [] as Entity[], failed: new Set<Kind>() }
  let around: IdsByKind = seen
  while (around.size > 0) {
    const ids = around
    const found = await readAround(source, ids, onward.failed, signal)
    for (const entity of found) onward.entities.push(entity)
    const near = known.filter((entity) => refersTo(entity, rows.get(entity.kind)?.references ?? [], ids))
    around = notSeen([...found, ...near], seen)
  }
  for (const entity of await readJoined(source, onward.entities, rows)) onward.entities.push(entity)
  return onward
}

/** What ties entities together goes by their names. */
async function readJoined(
  { session, known }: OnwardSource,
  found: readonly Entity[],
  rows: ReadonlyMap<string, Kind>,
): Promise<Entity[]> {
  const wanted = new Map<Kind, Set<string>>()
  for (const { kind, fields } of found) {
    const row = rows.get(kind)
    for (const { kind: other, field } of row?.joins ? row.references : []) {
      const to = rows.get(other)
      if (to) wanted.set(to, new Set([...(wanted.get(to) ?? []), ...idsOf(fields[field])]))
    }
  }
  const there = new Set([...known, ...found].map(({ id }) => id))
  const reads = [...wanted].map(([kind, ids]) => {
    const unknown = [...ids].filter((id) => !there.has(id)).slice(0, MOST_NAMES)
    return session.find(kind, unknown).catch(() => [])
  })
  return (await Promise.all(reads)).flat()
}

/** Tells whether a kind is left out by default: then nobody asked to see it. */
export function isLeftOut({ excluded }: Kind): boolean {
  return excluded !== undefined
}

function idsOfUpdates(changes: readonly Change[]): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>()
  for (const { action, kind, entityId } of changes) {
    if (action === 'update' && entityId !== undefined) ids.set(kind, (ids.get(kind) ?? new Set()).add(entityId))
  }
  return ids
}

async function readAround(
  { session, kinds, isRead }: OnwardSource,
  ids: IdsByKind,
  failed: Set<Kind>,
  signal: AbortSignal | undefined,
): Promise<Entity[]> {
  const asked = kinds.filter(
    (kind) => !isRead(kind) && !isLeftOut(kind) && kind.references.some((each) => ids.has(each.kind)),
  )
  const there = asked.length === 0 ? [] : (await session.supports(asked)).filter(({ missing }) => missing === undefined)
  const limit = openLimit(64).run
  const reads = there.map(({ kind }) =>
    readReferring(session, kind, ids, limit, signal).catch((error: unknown) => {
      if (signal?.aborted) throw error
      failed.add(kind)
      return []
    }),
  )
  return (await Promise.all(reads)).flat()
}

/** Of these entities the ids that were not met before; they are met now. */
function notSeen(entities: readonly Entity[], seen: Map<string, Set<string>>): IdsByKind {
  const ids = new Map<string, Set<string>>()
  for (const { kind, id } of entities) {
    const known = seen.get(kind) ?? new Set()
    if (id === undefined || known.has(id)) continue
    seen.set(kind, known.add(id))
    ids.set(kind, (ids.get(kind) ?? new Set()).add(id))
  }
  return ids
}
