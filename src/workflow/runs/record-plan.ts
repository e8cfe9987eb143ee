import { randomUUID } from 'node:crypto'
import type { Step } from '../../model/change.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { RecordedPlan } from '../../model/run.ts'
import { entityBefore } from './pre-change-backup.ts'

/**
 * Gives a plan whose creates all have an id, so that what came of them can be looked up: at random where the plan has none, which
 * is where the controller takes one at all.
 */
export function withIds(plan: Plan, kinds: readonly Kind[]): Plan {
  const takesId = new Set(
    kinds.filter(({ idless, endpoint }) => !idless && endpoint.by === undefined).map(({ name }) => name),
  )
  const isOpen = ({ action, entityId, kind }: Step): boolean =>
    action === 'create' && entityId === undefined && takesId.has(kind)
  if (!plan.steps.some(isOpen)) return plan
  return { ...plan, steps: plan.steps.map((step) => (isOpen(step) ? { ...step, entityId: randomUUID() } : step)) }
}

/** What a run keeps of a plan: its steps, and the entities that a delete takes along. */
export function recordPlan({ steps, changes }: Plan, workspace: string | undefined): RecordedPlan {
  const taken = changes.filter(({ takenBy }) => takenBy !== undefined).map(entityBefore)
  return { ...(workspace !== undefined && { workspace }), steps, taken }
}
