import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import { flatten } from '../../../src/providers/kong/shape/flatten.ts'
import { documentOf, flat, found } from './document.ts'

const ID = '00000000-0000-4000-8000-00000000000a'

describe('flatten', () => {
  it('takes the tree apart and ties each entity to its parent', () => {
    const { state, diagnostics } = flat({
      services: [{ name: 's', host: 'h', routes: [{ name: 'r', plugins: [{ name: 'cors', consumer: 'bob' }] }] }],
      consumers: [{ username: 'bob', keyauth_credentials: [{ key: 'k' }], acls: [{ group: 'g' }] }],
      certificates: [{ cert: 'c', key: 'k', snis: [{ name: 'example.com' }] }],
    })
    expect(diagnostics).toEqual([])
    expect(state.entities.map(({ kind }) => kind)).toEqual([
      'service',
      'route',
      'plugin',
      'consumer',
      'key-auth',
      'acl',
      'certificate',
      'sni',
    ])
    const [service, route, plugin, consumer, key] = state.entities
    expect(route?.refs).toEqual({ service: { entity: service } })
    expect(route?.fields).toEqual({ name: 'r' })
    expect(plugin?.refs).toEqual({ route: { entity: route }, consumer: { nameOrId: 'bob' } })
    expect(key?.refs).toEqual({ consumer: { entity: consumer } })
    expect(plugin?.place).toEqual({ file: 'kong.yaml', document: 0, path: ['services', 0, 'routes', 0, 'plugins', 0] })
  })

  it('takes a membership that is given again as given once, as decK does', () => {
    const { state, diagnostics } = flat({
      consumer_groups: [
        { name: 'gold', consumers: [{ username: 'ann' }, 'ann', 'bob'] },
        { id: ID, name: 'silver' },
      ],
      consumers: [
        { username: 'ann', groups: [{ name: 'gold' }, { name: 'silver' }, ID] },
        { username: 'bob', custom_id: 'b', groups: ['elsewhere', { name: 'elsewhere' }] },
      ],
      consumer_group_consumers: [{ consumer_group: 'gold', consumer: 'b' }],
    })
    expect(diagnostics).toEqual([])
    const members = state.entities.filter(({ kind }) => kind === 'consumer-group-member')
    expect(members.map(({ place }) => place?.path.join('.'))).toEqual([
      'consumer_groups.0.consumers.0',
      'consumer_groups.0.consumers.2',
      'consumers.0.groups.1',
      'consumers.1.groups.0',
    ])
  })

  it('takes ids in either case, as the gateway does', () => {
    const upper = ID.toUpperCase()
    const { state } = flat({
      services: [{ id: upper, name: 's' }],
      routes: [{ name: 'r', service: { id: upper } }],
      plugins: [{ name: 'cors', service: upper }],
    })
    const [service, route, plugin] = state.entities
    expect(service?.id).toBe(ID)
    expect(route?.refs).toEqual({ service: { id: ID } })
    expect(plugin?.refs).toEqual({ service: { nameOrId: ID } })
  })

  it('mentions a kind where its key stands, be it empty, and no other', () => {
    const { state } = flat({ services: [{ name: 's', routes: [] }], upstreams: null, consumers: [{ username: 'u' }] })
    expect([...state.mentioned].sort()).toEqual(['consumer', 'route', 'service', 'upstream'])
  })

  it('keeps explicit nulls and lists as written, and never changes its input', () => {
    const content = { services: [{ name: 's', retries: null, tags: [], url: 'http://h/' }] }
    const before = structuredClone(content)
    const { state } = flat(content)
    expect(state.entities[0]?.fields).toEqual({
      name: 's',
      retries: null,
      tags: [],
      protocol: 'http',
      host: 'h',
      port: 80,
      path: '/',
    })
    expect(content).toEqual(before)
  })

  it('reads references as text, as mappings and in lists', () => {
    const { state, diagnostics } = flat({
      routes: [{ name: 'r', service: { name: 's' } }],
      keys: [{ name: 'k', set: { id: ID.toUpperCase() } }],
      plugins: [{ name: 'cors', service: { id: ID }, route: 'r', consumer: { username: 'bob' } }],
      services: [{ name: 's', client_certificate: ID, ca_certificates: [ID, { id: ID }] }],
      upstreams: [{ name: 'u', client_certificate: { id: ID } }],
    })
    expect(diagnostics).toEqual([])
    expect(state.entities.map(({ refs }) => refs)).toEqual([
      { service: { name: 's' } },
      { set: { id: ID } },
      { service: { id: ID }, route: { nameOrId: 'r' }, consumer: { name: 'bob' } },
      { client_certificate: { nameOrId: ID }, ca_certificates: [{ nameOrId: ID }, { id: ID }] },
      { client_certificate: { id: ID } },
    ])
  })

  it('takes credentials at top level when they name their consumer', () => {
    const result = flat({ keyauth_credentials: [{ key: 'k', consumer: 'bob' }, { key: 'l' }] })
    expect(result.state.entities[0]?.refs).toEqual({ consumer: { nameOrId: 'bob' } })
    expect(found(result)).toEqual(['error no-parent keyauth_credentials.1'])
  })

  it('refuses a nested plugin that names its parent again, and others that name another parent', () => {
    const result = flat({
      services: [
        {
          name: 's',
          plugins: [{ name: 'cors', service: 's' }],
          routes: [
            { name: 'a', service: { name: 's' } },
            { name: 'b', service: { name: 't' } },
          ],
        },
      ],
    })
    expect(found(result)).toEqual([
      'error nested-reference services.0.plugins.0.service',
      'error nested-reference services.0.routes.1.service',
    ])
  })

  it('points at sections and keys that it does not know, with the nearest that it does', () => {
    const result = flat({ servces: [], _info: { select_tag: ['a'] }, _infos: {} })
    expect(found(result)).toEqual([
      'error unknown-field _info.select_tag',
      'error unknown-field servces',
      'error unknown-field _infos',
    ])
    expect(result.diagnostics.map(({ hint }) => hint)).toEqual([
      'did you mean select_tags?',
      'did you mean services?',
      'did you mean _info?',
    ])
  })

  it('refuses what it does not manage, unless it is empty', () => {
    const result = flat({
      service_packages: [{ name: 'gold' }],
      keyring: [],
      services: [{ name: 's', host: 'h', document: { path: '/d' } }],
    })
    expect(found(result)).toEqual([
      'error unmanaged-section service_packages',
      'warning unmanaged-section keyring',
      'error unmanaged-section services.0.document',
    ])
  })

  it('goes on after wrong shapes and says where they are', () => {
    const result = flat({
      services: { name: 's' },
      routes: ['r', null, { name: 'r', service: 5, plugins: 'x', id: 'not-a-uuid' }],
      consumers: [{ username: 'u' }],
      _plugin_configs: [],
    })
    expect(found(result)).toEqual([
      'error wrong-type _plugin_configs',
      'error wrong-type services',
      'error wrong-type routes.0',
      'error wrong-type routes.1',
      'error invalid-reference routes.2.service',
      'error invalid-id routes.2.id',
      'error wrong-type routes.2.plugins',
    ])
    expect(result.state.entities.map(({ kind }) => kind)).toEqual(['route', 'consumer'])
  })

  it('never lets a key reach the prototype', () => {
    const entry = JSON.parse('{"name": "s", "__proto__": {"polluted": true}}')
    const result = flat({ services: [entry] })
    expect(found(result)).toEqual(['error unknown-field services.0.__proto__'])
    expect(found(flat({ services: [{ name: 's', constructor: 1 }], _info: { constructor: true } }))).toEqual([
      'error unknown-field _info.constructor',
    ])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('lets a value from the environment stand for a reference, and tolerates one that is not known', () => {
    const { state, diagnostics } = flat({
      plugins: [{ name: 'cors', service: new Secret('s', 'DECK_S'), route: new Secret(undefined, 'DECK_R') }],
    })
    expect(diagnostics).toEqual([])
    expect(state.entities[0]?.refs).toEqual({ service: { nameOrId: 's', hidden: true } })
  })

  it('takes 140,000 entities', () => {
    const services = Array.from({ length: 20_000 }, (_, index) => ({
      name: `s${index}`,
      host: 'h',
      routes: Array.from({ length: 4 }, (_, inner) => ({ name: `r${index}-${inner}`, paths: ['/'] })),
    }))
    const consumers = Array.from({ length: 20_000 }, (_, index) => ({
      username: `u${index}`,
      keyauth_credentials: [{ key: `k${index}` }],
    }))
    const { state } = flatten([documentOf({ services, consumers, _info: { select_tags: ['a'] } })])
    expect(state.entities).toHaveLength(140_000)
  })
})
