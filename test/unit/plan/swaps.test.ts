import { describe, expect, it } from 'vitest'
import { controllerWith, entity, id, planFor, sync } from '../../support/scenario.ts'

const states = (outcome: { results: Map<string, { state: string }> }): string[] => [
  ...new Set([...outcome.results.values()].map(({ state }) => state)),
]

describe('values that change hands', () => {
  it('swaps two names by way of a temporary one, both steps visible', async () => {
    const controller = await controllerWith([
      entity('service', { name: 'a' }, { id: id(1) }),
      entity('service', { name: 'b' }, { id: id(2) }),
    ])
    const desired = [entity('service', { name: 'b' }, { id: id(1) }), entity('service', { name: 'a' }, { id: id(2) })]
    const { plan, outcome } = await sync(desired, controller)
    expect(plan.changes.map(({ id: name, fields }) => [name, fields])).toEqual([
      ['update service b', [{ path: 'name', before: 'a', after: 'b' }]],
      ['update service a', [{ path: 'name', before: 'b', after: 'a' }]],
    ])
    expect(plan.steps.filter(({ note }) => note).map(({ note, change }) => [change, note])).toEqual([
      ['update service b', 'by way of a temporary name'],
    ])
    expect(states(outcome)).toEqual(['done'])
    expect(controller.log).toEqual([`update service ${id(1)}`, `update service ${id(2)}`, `update service ${id(1)}`])
    expect(planFor(desired, controller).changes).toEqual([])
  })

  it('swaps two prefixes of vaults and two keys of consumers', async () => {
    const owner = entity('consumer', { username: 'owner' })
    const refs = { consumer: { entity: owner } }
    const held = [
      owner,
      entity('vault', { prefix: 'one' }, { id: id(1) }),
      entity('vault', { prefix: 'two' }, { id: id(2) }),
    ]
    const keys = [
      entity('key-auth', { key: 'k1' }, { id: id(3), refs }),
      entity('key-auth', { key: 'k2' }, { id: id(4), refs }),
    ]
    const controller = await controllerWith([...held, ...keys])
    const desired = [
      owner,
      entity('vault', { prefix: 'two' }, { id: id(1) }),
      entity('vault', { prefix: 'one' }, { id: id(2) }),
      entity('key-auth', { key: 'k2' }, { id: id(3), refs }),
      entity('key-auth', { key: 'k1' }, { id: id(4), refs }),
    ]
    expect(states((await sync(desired, controller)).outcome)).toEqual(['done'])
    expect(planFor(desired, controller).changes).toEqual([])
  })

  it('moves an SNI before its old certificate goes', async () => {
    const [old, next] = [
      entity('certificate', { cert: 'old', key: 'k' }, { id: id(1) }),
      entity('certificate', { cert: 'new', key: 'k' }, { id: id(2) }),
    ]
    const controller = await controllerWith([
      old,
      entity('sni', { name: 'x.test' }, { refs: { certificate: { entity: old } } }),
    ])
    const { plan } = await sync(
      [next, entity('sni', { name: 'x.test' }, { refs: { certificate: { entity: next } } })],
      controller,
    )
    expect(plan.changes.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      'create certificate',
      'delete certificate',
      'update sni',
    ])
    expect(controller.log.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'create certificate',
      'update sni',
      'delete certificate',
    ])
    expect([...controller.entities.values()].map(({ kind }) => kind).sort()).toEqual(['certificate', 'sni'])
  })

  it('renames a consumer that keeps its custom_id in place', async () => {
    const controller = await controllerWith([entity('consumer', { username: 'old', custom_id: 'c1' }, { id: id(1) })])
    const { plan } = await sync([entity('consumer', { username: 'new', custom_id: 'c1' })], controller)
    expect(plan.changes.map(({ action, fields }) => [action, fields])).toEqual([
      ['update', [{ path: 'username', before: 'old', after: 'new' }]],
    ])
  })

  it('keeps a key that moves to a renamed consumer', async () => {
    const [old, renamed] = [entity('consumer', { username: 'old' }), entity('consumer', { username: 'new' })]
    const controller = await controllerWith([
      old,
      entity('key-auth', { key: 'secret' }, { refs: { consumer: { entity: old } } }),
    ])
    const before = [...controller.entities.values()].find(({ kind }) => kind === 'key-auth')?.id
    const { outcome } = await sync(
      [renamed, entity('key-auth', { key: 'secret' }, { refs: { consumer: { entity: renamed } } })],
      controller,
    )
    expect(states(outcome)).toEqual(['done'])
    expect(controller.entities.get(before ?? '')?.fields.key).toBe('secret')
    expect(controller.log.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'create consumer',
      'update key-auth',
      'delete consumer',
    ])
  })

  it('replaces an entity under a new id without a moment in which its children have no parent', async () => {
    const old = entity('service', { name: 's' }, { id: id(1) })
    const controller = await controllerWith([
      old,
      entity('route', { name: 'r' }, { refs: { service: { entity: old } } }),
    ])
    const next = entity('service', { name: 's' }, { id: id(2) })
    const { plan, outcome } = await sync(
      [next, entity('route', { name: 'r' }, { refs: { service: { entity: next } } })],
      controller,
    )
    expect(plan.changes.map(({ action, kind, oldId }) => [action, kind, oldId])).toEqual([
      ['replace', 'service', id(1)],
      ['update', 'route', undefined],
    ])
    expect(states(outcome)).toEqual(['done'])
    expect(controller.log.map((line) => line.replace(/route .*/, 'route'))).toEqual([
      `update service ${id(1)}`,
      `create service ${id(2)}`,
      'update route',
      `delete service ${id(1)}`,
    ])
  })

  it('puts a deleted entity back when the create that it made way for fails', async () => {
    const controller = await controllerWith([entity('plugin', { name: 'cors' }, { id: id(1) })])
    controller.refuse = ({ action, entityId }) => (action === 'create' && entityId === id(2) ? 'no room' : undefined)
    const { outcome } = await sync([entity('plugin', { name: 'cors' }, { id: id(2) })], controller)
    expect([...outcome.results.values()]).toEqual([{ state: 'failed', reason: 'no room', restored: true }])
    expect([...controller.entities.keys()]).toEqual([id(1)])
  })

  it('takes nothing away when the controller says that it would refuse the create', async () => {
    const controller = await controllerWith([entity('plugin', { name: 'cors' }, { id: id(1) })])
    controller.check = async () => [{ level: 'error', code: 'refused', message: 'not like this' }]
    const { outcome } = await sync([entity('plugin', { name: 'cors' }, { id: id(2) })], controller)
    expect(controller.log).toEqual([])
    expect([...outcome.results.values()][0]).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('not like this'),
    })
  })

  it('never writes to an id that another entity holds', async () => {
    const first = await controllerWith([entity('service', { name: 'a' })])
    const derived = [...first.entities.keys()][0] ?? ''
    const controller = await controllerWith([entity('service', { name: 'renamed-by-hand' }, { id: derived })])
    const { plan, outcome } = await sync([entity('service', { name: 'a' })], controller)
    expect(plan.changes.map(({ action }) => action)).toEqual(['create', 'delete'])
    expect(states(outcome)).toEqual(['done'])
    expect([...controller.entities.values()].map(({ fields }) => fields.name)).toEqual(['a'])
  })

  it('deletes what refers to something before that, lists of references included', async () => {
    const authority = entity('ca-certificate', { cert: 'ca' }, { id: id(1) })
    const refs = { ca_certificates: [{ id: id(1) }] }
    const controller = await controllerWith([authority, entity('service', { name: 's' }, { id: id(2), refs })])
    expect(states((await sync([], controller)).outcome)).toEqual(['done'])
    expect(controller.log).toEqual([`delete service ${id(2)}`, `delete ca-certificate ${id(1)}`])
  })
})
