import pLimit from 'p-limit'
import { walk } from '../../src/apply/walk.ts'
import type { Entity } from '../../src/model/entity.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { ApplyOptions } from '../../src/model/settings.ts'
import type { Limit } from '../../src/model/window.ts'
import { type PlanInput, plan } from '../../src/plan/plan.ts'
import { kinds } from '../../src/providers/kong/kinds.ts'
import { MemoryController } from './memory-controller.ts'
import { simpleTypes } from './types.ts'

/** A readable id for tests. */
export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** An entity of a state file. */
export function entity(
  kind: string,
  fields: Entity['fields'],
  more: { id?: string; refs?: Entity['refs'] } = {},
): Entity {
  return { kind, fields, refs: more.refs ?? {}, ...(more.id !== undefined && { id: more.id }) }
}

const typeOf = simpleTypes(kinds, {
  'key-auth': { ttl: { type: 'integer' } },
  consumer: { custom_id: { type: 'string' } },
})

/** Plans a sync of `desired` into `controller`. */
export function planFor(desired: Entity[], controller: MemoryController, over: Partial<PlanInput> = {}): Plan {
  return plan({
    kinds,
    selected: new Set(kinds.map(({ name }) => name)),
    desired,
    current: controller.read(),
    lookups: [],
    dependants: [],
    typeOf,
    keepOthers: false,
    ignoreIds: false,
    seed: 'test',
    ...over,
  })
}

const defaults = { failFast: false, deleteDespiteFailures: false, limit: pLimit(4) }

/** Plans and applies. */
export async function sync(
  desired: Entity[],
  controller: MemoryController,
  options: Partial<ApplyOptions & { limit: Limit }> = {},
): Promise<{ plan: Plan; outcome: Outcome }> {
  const made = planFor(desired, controller)
  const outcome = await walk(made, controller, { ...defaults, ...options }, () => undefined)
  return { plan: made, outcome }
}

/** A controller that already holds some entities. */
export async function controllerWith(entities: Entity[]): Promise<MemoryController> {
  const controller = new MemoryController(kinds)
  const { outcome, plan: made } = await sync(entities, controller)
  const failed = [...outcome.results].filter(([, { state }]) => state !== 'done')
  if (failed.length > 0 || made.diagnostics.length > 0) throw new Error(JSON.stringify([failed, made.diagnostics]))
  controller.log.length = 0
  return controller
}
