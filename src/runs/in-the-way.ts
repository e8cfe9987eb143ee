import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import { idsOf } from '../plan/keys.ts'
import { nameOf } from '../plan/label.ts'
import type { PutBack } from './put-back.ts'

/** At most so many are named. */
const MOST = 10

/**
 * Finds entities that an undo is not about and that refer to what it deletes: the controller would take them along, or refuse.
 * @param sides what the undo deletes, keeps, and is not about
 * @param kinds the rows of the kinds
 * @returns a refusal for each, at most ten
 */
export function inTheWay(
  { current, desired, others }: Pick<PutBack, 'current' | 'desired' | 'others'>,
  kinds: readonly Kind[],
): Diagnostic[] {
  const kept = new Set(desired.map(({ id }) => id))
  const going = new Map(
    current.filter(({ id }) => !kept.has(id)).map((entity) => [`${entity.kind} ${entity.id}`, entity]),
  )
  if (going.size === 0) return []
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const found: Diagnostic[] = []
  for (const entity of others) {
    const taker = takerOf(entity, rows.get(entity.kind), going)
    if (taker) found.push(refusal(entity, taker, rows))
  }
  return found.slice(0, MOST)
}

function takerOf({ fields }: Entity, kind: Kind | undefined, going: ReadonlyMap<string, Entity>): Entity | undefined {
  for (const { field, kind: above, onDelete } of kind?.references ?? []) {
    if (onDelete === 'nothing') continue
    for (const id of idsOf(fields[field])) if (going.has(`${above} ${id}`)) return going.get(`${above} ${id}`)
  }
  return undefined
}

function refusal(entity: Entity, taker: Entity, rows: ReadonlyMap<string, Kind>): Diagnostic {
  const [one, other] = [entity, taker].map((each) => titleOf(each, rows))
  return problem(
    'takes-along',
    `undoing would delete the ${other}, and the ${one}, which the run did not touch, refers to it`,
    {
      hint: 'move or delete that one first',
    },
  )
}

function titleOf({ kind, id, fields }: Entity, rows: ReadonlyMap<string, Kind>): string {
  const row = rows.get(kind)
  const name = row && nameOf(row, fields)
  return name === undefined || name === id ? `${kind} ${id}` : `${kind} ${name} (${id})`
}
