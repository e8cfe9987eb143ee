import { openLimit } from '../../http/limit.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Session } from '../../model/provider.ts'
import type { PlanInput } from '../../plan/plan.ts'
import { belongsToExcluded, type Selected } from '../../plan/select.ts'
import { readReferring, refersTo } from './read-referring.ts'

/** An entity that hangs on one that goes, and why the plan does not see it. */
export type Dependants = PlanInput['dependants'][number]

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
  const known = beyond.filter((entity) => refersTo(entity, rows.get(entity.kind)?.references ?? [], doomed))
  const unseen = kinds.filter(
    (kind) =>
      (tags.length > 0 || !selected.kinds.has(kind.name)) && kind.references.some((each) => doomed.has(each.kind)),
  )
  const supported = unseen.length === 0 ? [] : await session.supports(unseen)
  const limit = openLimit(64).run
  const reads = supported
    .filter(({ missing }) => missing === undefined)
    .map(({ kind }) => readReferring(session, kind, doomed, limit, signal))
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
