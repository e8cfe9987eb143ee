import type { Change } from '../../model/change.ts'
import type { Dependants } from '../../model/dependants.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Target } from '../../model/provider.ts'
import { dependantsOf } from '../../plan/dependants/dependants.ts'
import { entityNames } from '../../plan/dependants/entity-names.ts'
import type { Kept } from '../../plan/plan.ts'
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
 * Finds what stays as it is and depends on what is touched, among the entities that were read for the plan; nothing more is read.
 * @param source what the plan was made from
 * @param changes those of the plan that are looked at
 */
export function planDependants(source: DependantsSource, changes: readonly Change[]): Dependants {
  const { kinds, plan, held, kept, target, isRead } = source
  const entities = [...held.read, ...held.around]
  const pairs = [...kept, ...(plan.aside ?? [])]
  const nameOf = entityNames({ kinds, entities, changes: plan.changes, pairs, typeOf: held.typeOf })
  const isWhole = (kind: Kind) => isRead(kind) || (kind.edition !== undefined && kind.edition !== target.edition)
  return dependantsOf({ kinds, changes, entities, nameOf, isWhole })
}
