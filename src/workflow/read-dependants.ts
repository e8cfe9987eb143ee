import pLimit from 'p-limit'
import type { Kind } from '../model/kind.ts'
import type { Plan } from '../model/plan.ts'
import type { Session } from '../model/provider.ts'
import type { PlanInput } from '../plan/plan.ts'
import type { Selected } from '../plan/select.ts'

type Dependants = PlanInput['dependants'][number]

/**
 * Reads what hangs on the entities that a plan deletes and that the plan does not see, because lists were filtered by
 * tags or kinds left out. Without a filter there is nothing to read.
 */
export async function readDependants(
  session: Session,
  kinds: readonly Kind[],
  selected: Selected,
  tags: readonly string[],
  made: Plan,
  signal?: AbortSignal,
): Promise<Dependants[]> {
  const unseen = kinds.filter((kind) => tags.length > 0 || !selected.kinds.has(kind.name))
  if (unseen.length === 0) return []
  const supported = new Set(
    (await session.supports(unseen)).filter(({ missing }) => missing === undefined).map(({ kind }) => kind),
  )
  const limit = pLimit(64)
  const reads: Promise<Dependants[]>[] = []
  for (const change of made.changes) {
    const id = change.action === 'delete' ? change.entityId : change.action === 'replace' ? change.oldId : undefined
    if (id === undefined || change.takenBy !== undefined) continue
    for (const kind of supported) reads.push(...readOf(session, kind, change.kind, id, selected, limit, signal))
  }
  return unique((await Promise.all(reads)).flat())
}

function readOf(
  session: Session,
  kind: Kind,
  parent: string,
  id: string,
  selected: Selected,
  limit: ReturnType<typeof pLimit>,
  signal?: AbortSignal,
): Promise<Dependants[]>[] {
  const outside = selected.kinds.has(kind.name) ? 'selection' : 'excluded'
  return kind.references
    .filter((reference) => reference.kind === parent && !reference.many && reference.nested !== undefined)
    .map((reference) =>
      limit(async () => {
        const found = await session.dependants(kind, reference.field, id, signal)
        return found.map((entity) => ({ entity, outside }) as const)
      }),
    )
}

function unique(all: Dependants[]): Dependants[] {
  const byId = new Map(all.map((each) => [`${each.entity.kind} ${each.entity.id}`, each]))
  return [...byId.values()]
}
