import fc from 'fast-check'
import pLimit from 'p-limit'
import { describe, expect, it } from 'vitest'
import { walk } from '../../src/apply/walk.ts'
import type { Entity } from '../../src/model/entity.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Value } from '../../src/model/value.ts'
import { canonical } from '../../src/plan/compare.ts'
import { guard } from '../../src/plan/guard.ts'
import { plan } from '../../src/plan/plan.ts'
import { select } from '../../src/plan/select.ts'
import { kinds } from '../../src/providers/kong/kinds.ts'
import { MemoryController } from '../support/memory-controller.ts'
import { simpleTypes } from '../support/types.ts'

const typeOf = simpleTypes(kinds)
const selected = new Set(kinds.map((kind) => kind.name))
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** A small world, so that names, ids, keys and scopes collide often. */
const service = fc.record({ name: fc.nat(3), id: fc.option(fc.nat(3), { nil: undefined }), path: fc.nat(1) })
const route = fc.record({
  name: fc.nat(3),
  id: fc.option(fc.integer({ min: 10, max: 13 }), { nil: undefined }),
  service: fc.nat(3),
  path: fc.nat(1),
})
const consumer = fc.record({
  name: fc.nat(3),
  custom: fc.option(fc.nat(3), { nil: undefined }),
  id: fc.option(fc.integer({ min: 20, max: 23 }), { nil: undefined }),
})
const key = fc.record({
  key: fc.nat(3),
  consumer: fc.nat(3),
  id: fc.option(fc.integer({ min: 30, max: 33 }), { nil: undefined }),
})
const acl = fc.record({ group: fc.nat(1), consumer: fc.nat(3) })
const plugin = fc.record({
  name: fc.nat(1),
  instance: fc.option(fc.nat(2), { nil: undefined }),
  service: fc.option(fc.nat(3), { nil: undefined }),
  consumer: fc.option(fc.nat(3), { nil: undefined }),
  id: fc.option(fc.integer({ min: 40, max: 43 }), { nil: undefined }),
})
const group = fc.record({ name: fc.nat(2), members: fc.uniqueArray(fc.nat(3), { maxLength: 3 }) })
const linked = fc.record({
  name: fc.integer({ min: 2, max: 3 }),
  partials: fc.uniqueArray(fc.nat(2), { maxLength: 2 }),
})
const user = fc.record({ name: fc.nat(2), roles: fc.uniqueArray(fc.nat(2), { maxLength: 3 }) })
const world = fc.record({
  services: fc.uniqueArray(service, { maxLength: 4, selector: (each) => each.name }),
  routes: fc.uniqueArray(route, { maxLength: 4, selector: (each) => each.name }),
  consumers: fc.uniqueArray(consumer, { maxLength: 4, selector: (each) => each.name }),
  keys: fc.uniqueArray(key, { maxLength: 4, selector: (each) => each.key }),
  acls: fc.uniqueArray(acl, { maxLength: 4, selector: (each) => `${each.consumer} ${each.group}` }),
  plugins: fc.uniqueArray(plugin, {
    maxLength: 5,
    selector: (each) => `${each.name} ${each.service} ${each.consumer}`,
  }),
  groups: fc.uniqueArray(group, { maxLength: 3, selector: (each) => each.name }),
  partials: fc.uniqueArray(fc.nat(2), { maxLength: 3 }),
  linked: fc.uniqueArray(linked, { maxLength: 2, selector: (each) => each.name }),
  roles: fc.uniqueArray(fc.nat(2), { maxLength: 3 }),
  users: fc.uniqueArray(user, { maxLength: 3, selector: (each) => each.name }),
})
type World = typeof world extends fc.Arbitrary<infer W> ? W : never

/** The entities of a world; those that could not exist (missing parents, repeated ids) are left out. */
function entitiesOf(given: World): Entity[] {
  const out: Entity[] = []
  const ids = new Set<number>()
  const customs = new Set<number>()
  const instances = new Set<number>()
  const add = (
    kind: string,
    number: number | undefined,
    fields: Entity['fields'],
    refs: Entity['refs'] = {},
  ): Entity => {
    const entity: Entity = { kind, fields, refs }
    if (number !== undefined && !ids.has(number)) entity.id = id(number)
    if (number !== undefined) ids.add(number)
    out.push(entity)
    return entity
  }
  const services = new Map(
    given.services.map((each) => [
      each.name,
      add('service', each.id, { name: `s${each.name}`, path: `/${each.path}` }),
    ]),
  )
  const consumers = new Map(
    given.consumers.map((each) => {
      const custom = each.custom !== undefined && !customs.has(each.custom) ? { custom_id: `c${each.custom}` } : {}
      if (each.custom !== undefined) customs.add(each.custom)
      return [each.name, add('consumer', each.id, { username: `u${each.name}`, ...custom })]
    }),
  )
  addEnterprise(given, consumers, add)
  for (const each of given.routes) {
    const parent = services.get(each.service)
    if (parent) add('route', each.id, { name: `r${each.name}`, path: `/${each.path}` }, { service: { entity: parent } })
  }
  for (const each of given.keys) {
    const parent = consumers.get(each.consumer)
    if (parent) add('key-auth', each.id, { key: `key-${each.key}` }, { consumer: { entity: parent } })
  }
  for (const each of given.acls) {
    const parent = consumers.get(each.consumer)
    if (parent) add('acl', undefined, { group: `g${each.group}` }, { consumer: { entity: parent } })
  }
  for (const each of given.plugins) {
    const [s, c] = [services.get(each.service ?? -1), consumers.get(each.consumer ?? -1)]
    const name = `p${each.name}`
    const taken = out.some(
      (other) =>
        other.kind === 'plugin' &&
        other.fields.name === name &&
        target(other, 'service') === s &&
        target(other, 'consumer') === c,
    )
    if (taken) continue
    const instance =
      each.instance !== undefined && !instances.has(each.instance) ? { instance_name: `i${each.instance}` } : {}
    if (each.instance !== undefined) instances.add(each.instance)
    add(
      'plugin',
      each.id,
      { name, ...instance },
      { ...(s && { service: { entity: s } }), ...(c && { consumer: { entity: c } }) },
    )
  }
  return out
}

type Add = (kind: string, id: undefined, fields: Entity['fields'], refs?: Entity['refs']) => Entity

/** What ties two entities together, lists of records that refer, and lists of ids. */
function addEnterprise(given: World, consumers: ReadonlyMap<number, Entity>, add: Add): void {
  const partials = new Map(given.partials.map((each) => [each, add('partial', undefined, { name: `x${each}` })]))
  const roles = new Map(given.roles.map((each) => [each, add('rbac-role', undefined, { name: `o${each}` })]))
  for (const { name, members } of given.groups) {
    const made = add('consumer-group', undefined, { name: `g${name}` })
    for (const member of members) {
      const consumer = consumers.get(member)
      const refs = consumer && { consumer_group: { entity: made }, consumer: { entity: consumer } }
      if (refs) add('consumer-group-member', undefined, {}, refs)
    }
  }
  for (const each of given.linked) {
    const links = each.partials.flatMap((name) => (partials.has(name) ? [{ name: `x${name}`, more: {} }] : []))
    add('plugin', undefined, { name: `p${each.name}` }, links.length > 0 ? { partials: links } : {})
  }
  for (const each of given.users) {
    const held = each.roles.flatMap((name) => (roles.has(name) ? [{ nameOrId: `o${name}` }] : []))
    add('admin', undefined, { username: `n${each.name}` }, held.length > 0 ? { roles: held } : {})
  }
}

function target(entity: Entity, field: string): Entity | undefined {
  const given = entity.refs[field]
  return given && !Array.isArray(given) && 'entity' in given ? given.entity : undefined
}

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

const OPEN = {
  deletePercent: 100,
  deleteCount: 1e9,
  deleteAllFrom: 1e9,
  allowDeletes: { percent: 100 },
  allowEmpty: true,
  prune: true,
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
        const limits = { ...OPEN, cascade: true }
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
