import type { Change } from '../../model/change.ts'
import { type Diagnostic, problem } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Session } from '../../model/provider.ts'
import { keyOf } from '../../plan/keys.ts'
import { type Claim, claimsOf } from './claims.ts'
import { readHolders } from './read-holders.ts'

/** What is known of the controller beside the plan. */
export interface Surroundings {
  /** Entities that the plan compared with. */
  current: readonly Entity[]
  /** Entities that were read and that the plan leaves alone; among them those that the exclusion lists name. */
  beyond: readonly Entity[]
  exempt: ReadonlySet<Entity>
  /** True when lists were filtered, so that there may be entities that nobody read. */
  filtered: boolean
  /** Values that nobody can be asked for by name are looked for too, in whole lists. */
  thorough?: boolean
  /** What is said of a holder that the plan leaves alone, where the plan is none of state files. */
  away?: string
}

/**
 * Finds ids and unique values that a plan would take from entities it does not know: a PUT on an id that is taken
 * replaces that entity silently (Kong 3.9 Admin API, recorded), and a value that is taken would be refused half-way.
 * Values that nobody can be asked for by name are left to the controller, unless it is to be thorough.
 */
export async function findTaken(
  session: Session,
  kinds: readonly Kind[],
  made: Plan,
  around: Surroundings,
  signal?: AbortSignal,
): Promise<Diagnostic[]> {
  if (!around.filtered && around.beyond.length === 0) return []
  return (await Promise.all(kinds.map((kind) => takenOf(session, kind, made, around, signal)))).flat()
}

async function takenOf(
  session: Session,
  kind: Kind,
  made: Plan,
  around: Surroundings,
  signal?: AbortSignal,
): Promise<Diagnostic[]> {
  const claims = claimsOf(kind, made.changes)
  if (claims.length === 0) return []
  const { filtered, thorough = false } = around
  const unread = filtered ? await readHolders(session, kind, claims, thorough, signal) : []
  const others = [...around.beyond.filter((entity) => entity.kind === kind.name), ...unread]
  return clashes(kind, claims, others, around)
}

function clashes(kind: Kind, claims: Claim[], others: Entity[], around: Surroundings): Diagnostic[] {
  if (others.length === 0) return []
  const { current, exempt, filtered } = around
  const known = new Set(current.filter((entity) => entity.kind === kind.name).map(({ id }) => id))
  const byId = new Map<string, Entity>()
  const byKey = new Map<string, Entity>()
  for (const entity of others) {
    if (entity.id === undefined || known.has(entity.id)) continue
    byId.set(entity.id, entity)
    for (const group of kind.unique) {
      const key = keyOf(kind, group, entity.fields)
      if (key !== undefined) byKey.set(slot(group, key), entity)
    }
  }
  const away = around.away ?? (filtered ? 'outside the selected tags' : 'outside the kinds of this run')
  const where = (holder: Entity): string => (exempt.has(holder) ? 'on the exclusion list' : away)
  return claims.flatMap(({ change, id, keys }) => {
    const taken = keys.find(({ group, key }) => byKey.has(slot(group, key)))
    const holder = taken && byKey.get(slot(taken.group, taken.key))
    const sameId = id === undefined ? undefined : byId.get(id)
    // An id is derived from the name: where one entity has both, the name is what the file's author knows.
    if (sameId !== undefined && sameId !== holder) return [takenId(change, sameId, where(sameId))]
    return taken && holder ? [takenValue(change, taken.group, holder, where(holder))] : []
  })
}

const slot = (group: readonly string[], key: string): string => `${group.join('+')} ${key}`

/** Whose an entity may be: its tags. */
function ownerOf({ fields: { tags } }: Entity): string {
  return Array.isArray(tags) && tags.length > 0 ? `that one is tagged ${tags.join(', ')}; ` : ''
}

/** What stands in no file has to be called by its name. */
const subject = ({ kind, label, place }: Change): string => (place ? `this ${kind}` : `the ${kind} ${label}`)

function takenId(change: Change, holder: Entity, where: string): Diagnostic {
  const { entityId, place } = change
  return problem(
    'id-taken',
    `the id ${entityId} of ${subject(change)} is taken by an entity ${where}; writing would replace that one`,
    {
      hint: `${ownerOf(holder)}widen the selection so that it holds that entity, or give this one another id`,
      ...(place && { place }),
    },
  )
}

function takenValue(change: Change, group: readonly string[], holder: Entity, where: string): Diagnostic {
  const { kind, place, after = {} } = change
  const given = group.filter((field) => (after[field] ?? null) !== null)
  const what = `${given.join(' and ')} ${given.length === 1 ? 'belongs' : 'belong'}`
  return problem(
    'unique-taken',
    `${subject(change)}'s ${what} to another ${kind} in the target, ${holder.id}, which is ${where}`,
    {
      hint: `${ownerOf(holder)}widen the selection so that it holds that entity, or change the one in the file`,
      ...(place && { place }),
    },
  )
}
