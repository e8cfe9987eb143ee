import { describe, expect, it } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import type { Dependants } from '../../../src/model/dependants.ts'
import type { Entity } from '../../../src/model/entity.ts'
import { Secret } from '../../../src/model/secret.ts'
import { type DependantsInput, dependantsOf } from '../../../src/plan/dependants/dependants.ts'
import { entityNames } from '../../../src/plan/dependants/entity-names.ts'
import { kinds as all } from '../../../src/providers/kong/kinds.ts'
import { simpleTypes } from '../../support/types.ts'

const typeOf = simpleTypes(all)
const held = (kind: string, id: string, fields: Entity['fields'] = {}): Entity => ({
  kind,
  id,
  refs: {},
  fields: { name: id, ...fields },
})
const to = (id: string) => ({ id })
const change = (action: Change['action'], kind: string, id: string, more: Partial<Change> = {}): Change => ({
  id: `${action} ${kind} ${id}`,
  action,
  kind,
  label: id,
  entityId: id,
  fields: [],
  ...more,
})

function found(changes: Change[], entities: Entity[], more: Partial<DependantsInput> = {}): Dependants {
  const nameOf = entityNames({ kinds: all, changes, entities, pairs: [], typeOf })
  return dependantsOf({ kinds: all, changes, entities, nameOf, isWhole: () => true, ...more })
}

const names = ({ entities }: Dependants) => entities.map(({ kind, label }) => `${kind} ${label}`)

describe('dependantsOf', () => {
  it('follows every sort of reference from what is touched, and on from there', () => {
    const entities = [
      held('plugin', 'p', { route: to('r'), service: null }),
      held('route', 'r', { service: to('s') }),
      held('service', 's', { client_certificate: to('c'), ca_certificates: ['ca', 'other'] }),
      held('service', 'aside'),
      held('sni', 'n', { certificate: to('c') }),
      held('plugin', 'linked', { partials: [{ id: 'x', path: 'config.redis' }] }),
      held('key', 'k', { set: to('other') }),
    ]
    const changes = [
      change('update', 'certificate', 'c'),
      change('update', 'ca-certificate', 'ca'),
      change('replace', 'partial', 'y', { oldId: 'x' }),
    ]
    expect(found(changes, entities)).toEqual({
      entities: [
        { kind: 'sni', label: 'n', changes: ['update certificate c'], entities: [] },
        { kind: 'service', label: 's', changes: ['update certificate c', 'update ca-certificate ca'], entities: [] },
        { kind: 'plugin', label: 'linked', changes: ['replace partial y'], entities: [] },
        { kind: 'route', label: 'r', changes: [], entities: [1] },
        { kind: 'plugin', label: 'p', changes: [], entities: [3] },
      ],
      more: [],
      unread: [],
    })
  })

  it('leaves out what changes itself, be it without an id', () => {
    const member = (consumer: string): Entity => ({
      kind: 'consumer-group-member',
      refs: {},
      fields: { consumer_group: to('g'), consumer: to(consumer) },
    })
    const gone = member('alice')
    const changes = [
      change('update', 'consumer-group', 'g'),
      change('delete', 'route', 'r', { before: { service: to('s') } }),
      { ...change('delete', 'consumer-group-member', 'm', { before: gone.fields }), entityId: undefined },
      change('update', 'service', 's'),
    ].map(({ entityId, ...rest }): Change => ({ ...rest, ...(entityId !== undefined && { entityId }) }))
    const entities = [
      held('route', 'r', { service: to('s') }),
      held('consumer', 'bob', { username: 'bob' }),
      gone,
      member('bob'),
    ]
    expect(names(found(changes, entities))).toEqual(['consumer-group-member bob'])
  })

  it('is the same for the same entities, in whatever order and however often they were read', () => {
    const entities = Array.from({ length: 200 }, (_, index) =>
      held('route', `r${(index * 37) % 200}`, { service: to(`s${index % 3}`) }),
    )
    const changes = [0, 1, 2].map((index) => change('update', 'service', `s${index}`))
    expect(found(changes, [...entities].reverse().concat(entities))).toEqual(found(changes, entities))
  })

  it('names fifty of a kind for each entity, and counts the rest of each', () => {
    const entities = [
      ...Array.from({ length: 20_000 }, (_, index) =>
        held('route', `r${String(index).padStart(5, '0')}`, { service: to('s') }),
      ),
      ...Array.from({ length: 60 }, (_, index) =>
        held('plugin', `p${String(index).padStart(2, '0')}`, { route: to(index < 55 ? 'r00000' : 'r00099') }),
      ),
    ]
    const made = found([change('update', 'service', 's')], entities)
    expect(names(made).slice(48, 52)).toEqual(['route r00048', 'route r00049', 'plugin p00', 'plugin p01'])
    expect(made.entities).toHaveLength(100)
    expect(made.more).toEqual([
      { kind: 'route', count: 19_950, change: 'update service s' },
      { kind: 'plugin', count: 5, entity: 0 },
    ])
  })

  it('names fewer of each where there are many, and ten thousand at most', () => {
    const services = Array.from({ length: 6000 }, (_, index) => `s${index}`)
    const entities = services.flatMap((id) =>
      [0, 1, 2].map((part) => held('route', `${id}-${part}`, { service: to(id) })),
    )
    const made = found(
      services.map((id) => change('update', 'service', id)),
      entities,
    )
    expect(made.entities).toHaveLength(6000)
    expect(made.more).toHaveLength(6000)
    expect(made.more.every(({ count }) => count === 2)).toBe(true)
  })

  it('tells which kinds may hold more: not those that lead only to what goes or is new', () => {
    const isWhole: DependantsInput['isWhole'] = ({ name }) => name === 'target'
    const unread = (made: Change) => found([made], [], { isWhole }).unread
    expect(unread(change('update', 'upstream', 'u'))).toEqual([])
    expect(unread(change('update', 'certificate', 'c'))).toEqual(['snis', 'services', 'upstreams'])
    expect(unread(change('delete', 'certificate', 'c'))).toEqual([])
    expect(unread(change('create', 'certificate', 'c'))).toEqual([])
  })
})

describe('entityNames', () => {
  it('calls an entity as a change of it would, with secrets left out', () => {
    const consumer = held('consumer', 'c', { username: 'alice' })
    const key = held('key-auth', 'k', { key: 'hunter2', consumer: to('c') })
    const plugin = held('plugin', 'p', { name: 'cors', service: to('s'), consumer: to('c') })
    const hidden = held('service', 's', { name: 'from-the-environment' })
    const desired: Entity = { kind: 'service', refs: {}, fields: { name: new Secret('from-the-environment') } }
    const entities = [consumer, key, plugin, hidden]
    const nameOf = entityNames({ kinds: all, changes: [], entities, pairs: [{ desired, current: hidden }], typeOf })
    expect(entities.map(nameOf)).toEqual(['alice', 'k', 'cors and consumer alice', 's'])
  })

  it('takes the names of changes from them', () => {
    const entities = [held('plugin', 'p', { name: 'cors', service: to('s'), consumer: to('c') })]
    const changes = [change('update', 'consumer', 'c', { before: { username: 'was' }, after: { username: 'is' } })]
    const nameOf = entityNames({ kinds: all, changes, entities, pairs: [], typeOf })
    expect(entities.map(nameOf)).toEqual(['cors and consumer is'])
  })
})
