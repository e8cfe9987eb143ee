import type { Change } from '../../model/change.ts'
import type { Dependants } from '../../model/dependants.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Session, Target } from '../../model/provider.ts'
import { dependantsOf } from '../../plan/dependants/dependants.ts'
import { entityNames } from '../../plan/dependants/entity-names.ts'
import type { Kept } from '../../plan/plan.ts'
import { isLeftOut, readOnward } from '../gateway/read-onward.ts'
import type { Held } from './make-plan.ts'

/** What a plan was made from. */
export interface DependantsSource {
  kinds: readonly Kind[]
  /** As it was made, before anything was taken from it. */
  plan: Pick<Plan, 'changes' | 'aside'>
  held: Held
  /** What stays as it is, where files speak of it. */
  kept: readonly Kept[]
  target: Pick<Target, 'edition'>
  /** Tells whether all entities of a kind were read. */
  isRead(kind: Kind): boolean
}

/**
 * Reads what depends on changes and was not read for the plan, where the plan is about a part of the controller. That something cannot
 * be read is no reason to fail: a drawing is all that it is for.
 * @param source what the plan was made from
 * @param changes those of the plan that are looked at
 * @returns the same with what was read
 */
export async function withOnward(
  source: DependantsSource,
  changes: readonly Change[],
  session: Session,
  signal?: AbortSignal,
): Promise<DependantsSource> {
  const { kinds, held } = source
  const isRead = isWholeIn(source)
  if (kinds.every((kind) => isRead(kind) || isLeftOut(kind))) return source
  const known = [...held.read, ...held.around]
  try {
    const { entities, failed } = await readOnward({ session, kinds, changes, known, isRead }, signal)
    const typeOf = entities.length === 0 ? held.typeOf : await session.types([...known, ...entities], signal)
    return {
      ...source,
      held: { ...held, around: [...held.around, ...entities], typeOf },
      isRead: (kind) => isRead(kind) || !(isLeftOut(kind) || failed.has(kind)),
    }
  } catch (error) {
    if (signal?.aborted) throw error
    return source
  }
}

/**
 * Finds what stays as it is and depends on what is touched, among the entities that were read; nothing more is read.
 * @param source what the plan was made from
 * @param changes those of the plan that are looked at
 */
export function planDependants(source: DependantsSource, changes: readonly Change[]): Dependants {
  const { kinds, plan, held, kept } = source
  const entities = [...held.read, ...held.around]
  const pairs = [...kept, ...(plan.aside ?? [])]
  const nameOf = entityNames({ kinds, entities, changes: plan.changes, pairs, typeOf: held.typeOf })
  return dependantsOf({ kinds, changes, entities, nameOf, isWhole: isWholeIn(source) })
}

/** Of kinds that the target's edition does not have, there is nothing to be read. */
function isWholeIn({ target, isRead }: DependantsSource): (kind: Kind) => boolean {
  return (kind) => isRead(kind) || (kind.edition !== undefined && kind.edition !== target.edition)
}
