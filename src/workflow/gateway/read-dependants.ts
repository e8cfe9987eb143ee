import pLimit from 'p-limit'
import type { Entity } from '../../model/entity.ts'
import type { Kind, Reference } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Session } from '../../model/provider.ts'
import { idsOf } from '../../plan/keys.ts'
import type { PlanInput } from '../../plan/plan.ts'
import { belongsToExcluded, type Selected } from '../../plan/select.ts'

/** An entity that hangs on one that goes, and why the plan does not see it. */
export type Dependants = PlanInput['dependants'][number]

/** From so many parents up, reading the whole list takes fewer requests than one list for each. */
const MANY = 50

/** Ids that a plan deletes, by kind. */
type Doomed = ReadonlyMap<string, ReadonlySet<string>>

/**
 * Gives what hangs on the entities that a plan deletes and that the plan does not see: what was read and is left alone
 * (`beyond`), and what was not read because lists were filtered by tags or kinds left out. Without a filter there is
 * nothing to read.
 */
export async function readDependants(
  session: Session,
  kinds: readonly Kind[],
  selected: Selected,
  tags: readonly string[],
  made: Plan,
  beyond: readonly Entity[],
  signal?: AbortSignal,
): Promise<Dependants[]> {
  const doomed = doomedIds(made)
  if (doomed.size === 0) return []
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const known = beyond.filter((entity) => hangsOn(entity, rows.get(entity.kind)?.references ?? [], doomed))
  const unseen = kinds.filter(
    (kind) =>
      (tags.length > 0 || !selected.kinds.has(kind.name)) && kind.references.some((each) => doomed.has(each.kind)),
  )
  const supported = unseen.length === 0 ? [] : await session.supports(unseen)
  const limit = pLimit(64)
  const reads = supported
    .filter(({ missing }) => missing === undefined)
    .map(({ kind }) => readKind(session, kind, doomed, limit, signal))
  const left = known.map((entity) => ({ entity, outside: 'exempt' as const }))
  return unique([...(await Promise.all(reads)).flat().map((entity) => outsider(entity, selected, rows)), ...left])
}

function doomedIds(made: Plan): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>()
  for (const change of made.changes) {
    const id = change.action === 'delete' ? change.entityId : change.action === 'replace' ? change.oldId : undefined
    if (id !== undefined) ids.set(change.kind, (ids.get(change.kind) ?? new Set()).add(id))
  }
  return ids
}

function hangsOn(entity: Entity, references: readonly Reference[], doomed: Doomed): boolean {
  return references.some(({ field, kind }) => idsOf(entity.fields[field]).some((id) => doomed.get(kind)?.has(id)))
}

async function readKind(
  session: Session,
  kind: Kind,
  doomed: Doomed,
  limit: ReturnType<typeof pLimit>,
  signal?: AbortSignal,
): Promise<Entity[]> {
  const references = kind.references.filter((reference) => doomed.has(reference.kind))
  if (references.some((each) => each.many || (doomed.get(each.kind)?.size ?? 0) > MANY)) {
    const all = await session.read({ kinds: [kind], tags: [] }, signal)
    return all.filter((entity) => hangsOn(entity, references, doomed))
  }
  const reads = references.flatMap(({ field, kind: parent }) =>
    [...(doomed.get(parent) ?? [])].map((id) => limit(() => session.dependants(kind, field, id, signal))),
  )
  return (await Promise.all(reads)).flat()
}

function outsider(entity: Entity, selected: Selected, rows: ReadonlyMap<string, Kind>): Dependants {
  const kind = rows.get(entity.kind)
  const listed =
    selected.excluded.has(entity.kind) ||
    selected.leavesOut(entity) ||
    (kind !== undefined && belongsToExcluded(entity, kind, selected.excluded))
  return { entity, outside: listed ? 'exempt' : selected.kinds.has(entity.kind) ? 'selection' : 'excluded' }
}

function unique(all: readonly Dependants[]): Dependants[] {
  return [...new Map(all.map((each) => [`${each.entity.kind} ${each.entity.id}`, each])).values()]
}
