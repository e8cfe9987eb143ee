import fc from 'fast-check'
import pLimit from 'p-limit'
import { describe, expect, it } from 'vitest'
import { walk } from '../../src/apply/walk.ts'
import type { Entity } from '../../src/model/entity.ts'
import { OPEN_LIMITS } from '../../src/model/open-limits.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Value } from '../../src/model/value.ts'
import { canonical } from '../../src/plan/compare.ts'
import { guard } from '../../src/plan/guard.ts'
import { plan } from '../../src/plan/plan.ts'
import { select } from '../../src/plan/select.ts'
import { kinds } from '../../src/providers/kong/kinds.ts'
import { MemoryController } from '../support/memory-controller.ts'
import { simpleTypes } from '../support/types.ts'
import { entitiesOf, world } from '../support/world.ts'

const typeOf = simpleTypes(kinds)
const selected = new Set(kinds.map((kind) => kind.name))
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

function planFor(desired: Entity[], controller: MemoryController, leavesOut?: (entity: Entity) => boolean): Plan {
  return plan({
    ...(leavesOut && { leavesOut }),
    kinds,
    selected,
    desired,
    current: controller.read(),
    lookups: [],
    dependants: [],
    typeOf,
    keepOthers: false,
    ignoreIds: false,
    seed: 'test',
  })
}

async function sync(
  desired: Entity[],
  controller: MemoryController,
  leavesOut?: (entity: Entity) => boolean,
): Promise<{ plan: Plan; failures: string[] }> {
  const made = planFor(desired, controller, leavesOut)
  const options = { failFast: false, deleteDespiteFailures: false, limit: pLimit(3) }
  const outcome = await walk(made, controller, options, () => undefined)
  const failures = [...outcome.results]
    .filter(([, result]) => result.state !== 'done')
    .map(([name, result]) => `${name}: ${JSON.stringify(result)}`)
  return { plan: made, failures }
}

/** Lists of references have no order. */
const sorted = (list: Value | undefined): string[] => (Array.isArray(list) ? list : []).map(canonical).sort()

/** What the controller holds, without ids: names in place of references. */
function contents(controller: MemoryController): string[] {
  const name = (given: unknown): string => {
    const at = controller.entities.get((given as { id?: string } | null)?.id ?? '')
    return String(at?.fields.name ?? at?.fields.username ?? '')
  }
  return [...controller.entities.values()]
    .map(({ kind, fields }) =>
      canonical({
        kind,
        ...fields,
        service: name(fields.service),
        consumer: name(fields.consumer),
        roles: sorted(fields.roles),
        partials: sorted(fields.partials),
      }),
    )
    .sort()
}

/** What the lists name in a controller, and what would go with it, found the simple way. */
function exemptIn(controller: MemoryController, leavesOut: (entity: Entity) => boolean): Entity[] {
  const all = controller.read()
  const named = new Set(all.filter(leavesOut).map((each) => each.id))
  const owners = (entity: Entity): unknown[] =>
    ['consumer', ...(entity.kind === 'route' ? [] : ['service'])].map(
      (field) => (entity.fields[field] as { id?: string } | null | undefined)?.id,
    )
  return all.filter((each) => named.has(each.id) || owners(each).some((owner) => named.has(owner as string)))
}

describe('the planner against the rules of a controller', () => {
  it('turns any state into any other, in an order that the controller accepts, and then has nothing to do', async () => {
    await fc.assert(
      fc.asyncProperty(world, world, async (first, second) => {
        const controller = new MemoryController(kinds)
        const initial = await sync(entitiesOf(first), controller)
        expect(initial.plan.diagnostics).toEqual([])
        expect(initial.failures).toEqual([])
        const desired = entitiesOf(second)
        const changed = await sync(desired, controller)
        fc.pre(changed.plan.diagnostics.every(({ code }) => code !== 'circle'))
        expect(changed.plan.diagnostics.filter(({ level }) => level === 'error')).toEqual([])
        expect(changed.failures).toEqual([])
        expect(planFor(desired, controller).changes).toEqual([])
        const fresh = new MemoryController(kinds)
        await sync(entitiesOf(second), fresh)
        expect(contents(controller)).toEqual(contents(fresh))
      }),
      { numRuns: 800, seed: 7 },
    )
  }, 60_000)

  it('neither creates, changes nor deletes what is excluded, nor what belongs to it', async () => {
    const entry = fc.constantFrom(
      ...['services:s1', 'services:s*', 'routes:r0', 'routes:r?', 'consumers:u*', 'consumers:u2', 'consumers:c1'],
      ...['plugins:p0', 'plugins:i1', 'acls:g0', `key-auth:${id(31)}`],
    )
    const lists = fc.record({
      exclude: fc.uniqueArray(entry, { minLength: 1, maxLength: 3 }),
      include: fc.uniqueArray(entry, { maxLength: 1 }),
    })
    let applied = 0
    await fc.assert(
      fc.asyncProperty(world, world, lists, async (first, second, { exclude, include }) => {
        const controller = new MemoryController(kinds)
        await sync(entitiesOf(first), controller)
        const { leavesOut, diagnostics } = select(kinds, { only: [], exclude, include })
        expect(diagnostics).toEqual([])
        const exempt = exemptIn(controller, leavesOut)
        const before = exempt.map((each) => canonical({ id: each.id ?? '', ...each.fields }))
        const desired = entitiesOf(second)
        const made = planFor(desired, controller, leavesOut)
        const ids = new Set(exempt.map((each) => each.id))
        const named = made.changes.filter(({ entityId, oldId }) => ids.has(entityId) || ids.has(oldId))
        const limits = { ...OPEN_LIMITS, cascade: true }
        const refused = guard(made, { limits, kinds, mentioned: selected, only: new Set(), desired: desired.length })
        expect(refused.length > 0 || named.length === 0).toBe(true)
        expect(refused.length > 0 || made.steps.every(({ entityId }) => !ids.has(entityId))).toBe(true)
        if (refused.length > 0 || made.diagnostics.some(({ level }) => level === 'error')) return
        applied++
        await sync(desired, controller, leavesOut)
        const after = new Set(controller.read().map((each) => canonical({ id: each.id ?? '', ...each.fields })))
        expect(before.filter((each) => !after.has(each))).toEqual([])
        expect(exemptIn(controller, leavesOut).map((each) => each.id)).toEqual([...ids])
      }),
      { numRuns: 250, seed: 13 },
    )
    expect(applied).toBeGreaterThan(100)
  }, 60_000)

  it('loses nothing when writes fail, accounts for every change, and converges on the next run', async () => {
    const unlucky = fc.array(fc.nat(20), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(world, world, unlucky, async (first, second, failing) => {
        const controller = new MemoryController(kinds)
        await sync(entitiesOf(first), controller)
        const had = new Set(controller.entities.keys())
        const desired = entitiesOf(second)
        let count = 0
        controller.refuse = ({ action }) =>
          failing.includes(count++) && action !== 'delete' ? 'refused by the test' : undefined
        const { plan: made, failures } = await sync(desired, controller)
        fc.pre(made.diagnostics.length === 0)
        const refused = failures.some((each) => each.includes('refused by the test'))
        const asked = new Set(
          made.changes.flatMap(({ action, entityId, oldId }) => (action === 'delete' ? [entityId] : [oldId])),
        )
        if (refused)
          for (const held of had)
            expect(controller.entities.has(held) || asked.has(held) || restoredLater(made, held)).toBe(true)
        if (refused)
          expect(
            made.changes
              .filter(({ action, id: name }) => action === 'delete' && !failures.some((each) => each.startsWith(name)))
              .every(({ id: name }) => freesSomething(made, name)),
          ).toBe(true)
        controller.refuse = () => undefined
        const again = await sync(desired, controller)
        expect(again.plan.diagnostics).toEqual([])
        expect(again.failures).toEqual([])
        expect(planFor(desired, controller).changes).toEqual([])
      }),
      { numRuns: 800, seed: 11 },
    )
  }, 60_000)
})

/** A delete that makes way for a create may have been carried out before something else failed. */
function freesSomething(made: Plan, change: string): boolean {
  const taker = made.changes.find(({ id: name }) => name === change)?.takenBy ?? change
  return made.steps.some((step) => step.change === taker && step.frees !== undefined)
}

function restoredLater(made: Plan, held: string): boolean {
  return made.steps.some((step) => step.entityId === held && step.frees !== undefined)
}
