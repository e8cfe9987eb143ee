import { type Diagnostic, problem } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Plan } from '../../model/plan.ts'
import type { Own } from '../../model/provider.ts'
import { joinPlans } from '../../plan/join.ts'
import { asBefore } from '../../runs/as-before.ts'
import { entityOf, isAs } from '../../runs/is-as.ts'
import type { Touched } from '../../runs/touched.ts'
import { planGone, planWorkspace } from '../plan/plan-workspace.ts'
import type { UndoWhere } from './undo-workspace.ts'

/**
 * Adds to the plan of an undo what becomes of the workspace itself: one that the run made goes last, one that it deleted or
 * changed comes first.
 */
export async function withOwn(where: UndoWhere, own: Own | undefined, plan: Plan): Promise<Plan> {
  const { self, session, module, connection } = where
  const kind = module.workspaceKind
  if (kind === undefined || self === undefined || own === undefined || own === 'hidden') return plan
  if (self.before === 'absent')
    return own === 'missing' ? plan : joinPlans(plan, await planGone(session, kind, own), { needed: true })
  const { desired } = asBefore(self, entityIn(own), { elapsed: 0, draw: () => '' })
  const name = connection.workspace ?? 'default'
  const before = await planWorkspace({ session, kind, name, own, ...(desired && { self: desired }) })
  return before ? joinPlans(before, plan, { needed: own === 'missing' }) : plan
}

/** Says when a workspace that the run changed or deleted is neither as it was nor as the run left it. */
export async function changedOwn({ self, session }: UndoWhere, own: Own | undefined): Promise<Diagnostic[]> {
  if (self === undefined || own === undefined || own === 'hidden' || self.before === 'absent') return []
  const held = entityIn(own)
  const images = [self.before, ...self.images]
  const typeOf = await session.types(
    [...images.map((image) => asEntity(self, image)), held].filter((each) => each !== undefined),
  )
  if (images.some((image) => isAs(image, held, self, typeOf))) return []
  const what = held ? 'changed' : 'deleted'
  return [
    problem('changed-since', `the ${self.title} was ${what} since`, { hint: 'bring it to how it was before the run' }),
  ]
}

const entityIn = (own: Own): Entity | undefined => (typeof own === 'string' ? undefined : own)

const asEntity = (self: Touched, image: Touched['before']): Entity | undefined =>
  image === 'absent' ? undefined : entityOf(self, image)

/** A workspace goes only when it is empty. */
export function stillUsed(others: readonly Entity[], workspace = 'default'): Diagnostic[] {
  if (others.length === 0) return []
  const kinds = [...new Set(others.map(({ kind }) => kind))].join(', ')
  const message = `undoing would delete the workspace ${workspace}, which by now holds ${others.length} entities that the run did not make (${kinds})`
  return [problem('workspace-in-use', message, { hint: 'delete them first' })]
}
