import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import type { SchemaSet } from '../../../src/providers/kong/schema/schema-set.ts'
import { validate } from '../../../src/providers/kong/validate/validate.ts'
import { check, entity, line, schemas, stateOf } from './desired.ts'

const ID = '00000000-0000-4000-8000-00000000000a'
const users = entity('service', { name: 'users', host: 'h' })
const route = (refs = {}, index = 0, name = 'r') => entity('route', { name, paths: ['/'] }, refs, index)

describe('references', () => {
  it('that lead nowhere are named, with what was meant', async () => {
    const found = await check([users, route({ service: { nameOrId: 'user' } })])
    expect(found.map(line)).toEqual([
      'routes.0.service: route r: service refers to the service "user", which is not there | did you mean "users"?',
    ])
    const [alone] = await check([route({ service: { name: 'orders' } })])
    expect(alone?.hint).toContain('_info.default_lookup_tags')
  })

  it('are found by entity, name and id', async () => {
    const known = { ...users, id: ID }
    const targets = [
      { entity: known },
      { name: 'users' },
      { nameOrId: 'users' },
      { nameOrId: ID.toUpperCase() },
      { id: ID },
    ]
    for (const service of targets) expect(await check([known, route({ service })], { complete: true })).toEqual([])
  })

  it('of a membership are told to make nothing', async () => {
    const member = entity('consumer-group-member', {}, { consumer_group: { name: 'gold' }, consumer: { name: 'ann' } })
    const found = await check([entity('consumer-group', { name: 'gold' }), member])
    expect(found.filter(({ code }) => code === 'dangling-reference').map(({ hint }) => hint)).toEqual([
      'add the consumer to its own section: this entry makes none; or name one that is kept elsewhere through _info.default_lookup_tags',
    ])
  })

  it('by id are only wrong when the state is all there is', async () => {
    const state = [route({ service: { nameOrId: ID } })]
    expect(await check(state)).toEqual([])
    expect((await check(state, { complete: true })).map(({ code }) => code)).toEqual(['dangling-reference'])
  })

  it('may lead outside where the caller knows more', async () => {
    const asked: string[] = []
    const resolvable = (kind: string) => asked.push(kind) > 0
    expect(await check([route({ service: { name: 'elsewhere' } })], { resolvable })).toEqual([])
    expect(asked).toEqual(['service'])
  })

  it('in lists are each looked up', async () => {
    const fields = { name: 's', host: 'h', protocol: 'https' }
    const found = await check([entity('service', fields, { ca_certificates: [{ id: ID }, { nameOrId: 'x' }] })])
    expect(found.map(line)).toEqual([expect.stringContaining('ca_certificates refers to the ca-certificate "x"')])
  })

  it('count as set in conditions', async () => {
    const found = await check([entity('service', { name: 's', host: 'h' }, { client_certificate: { id: ID } })])
    expect(found.map(line)).toEqual([
      'services.0.client_certificate: service s: client_certificate must not be set when protocol is "http"',
    ])
  })
})

describe('what is given twice', () => {
  const bob = entity('consumer', { username: 'bob' })
  const eve = entity('consumer', { username: 'eve' }, {}, 1)

  it('a name, with both places', async () => {
    const found = await check([users, entity('service', { name: 'users', host: 'x' }, {}, 1)])
    expect(found.map(line)).toEqual([
      'services.1.name: service users: name "users" is also that of service users at kong.yaml services[0] | remove one of them, or rename it',
    ])
  })

  it('an id, a prefix, a custom_id', async () => {
    const one = [
      { ...users, id: ID },
      { ...entity('service', { name: 'b', host: 'h' }, {}, 1), id: ID.toUpperCase() },
    ]
    expect((await check(one)).map(({ message }) => message)).toEqual([expect.stringContaining('service b: id')])
    const vaults = [0, 1].map((index) => entity('vault', { name: 'env', prefix: 'same' }, {}, index))
    expect((await check(vaults)).map(({ code }) => code)).toEqual(['duplicate'])
    const consumers = [0, 1].map((index) => entity('consumer', { username: `u${index}`, custom_id: 'c' }, {}, index))
    expect((await check(consumers)).map(({ message }) => message)).toEqual([
      'consumer u1: custom_id "c" is also that of consumer u0 at kong.yaml consumers[0]',
    ])
  })

  it('a plugin in one scope, however the scope is written', async () => {
    const plugin = (refs: Record<string, { entity: typeof users } | { nameOrId: string }>, index: number) =>
      entity('plugin', { name: 'cors' }, refs, index)
    const twice = await check([
      users,
      plugin({ service: { entity: users } }, 0),
      plugin({ service: { nameOrId: 'users' } }, 1),
    ])
    expect(twice.map(line)).toEqual([
      'plugins.1.name: plugin cors on service users is given twice in the same scope; the other one is at kong.yaml plugins[0] | Kong takes one instance of a plugin for each scope',
    ])
    expect(await check([users, plugin({}, 0), plugin({ service: { entity: users } }, 1)])).toEqual([])
    expect((await check([plugin({}, 0), plugin({}, 1)])).map(({ code }) => code)).toEqual(['duplicate'])
  })

  it('a key, which is not shown', async () => {
    const key = (owner: typeof bob, index: number) =>
      entity('key-auth', { key: 's3cr3t' }, { consumer: { entity: owner } }, index)
    const [found] = await check([bob, eve, key(bob, 0), key(eve, 1)])
    expect(found?.message).toBe(
      'key-auth of consumer eve: key is also that of key-auth of consumer bob at kong.yaml keyauth_credentials[0]',
    )
  })

  it('only within the same parent where that is the rule', async () => {
    const group = (owner: typeof bob, index: number) =>
      entity('acl', { group: 'g' }, { consumer: { entity: owner } }, index)
    expect(await check([bob, eve, group(bob, 0), group(eve, 1)])).toEqual([])
    expect((await check([bob, group(bob, 0), group(bob, 1)])).map(({ code }) => code)).toEqual(['duplicate'])
  })

  it('what goes by what it belongs to', async () => {
    const service = { entity: entity('service', { name: 's', host: 'h' }) }
    const chains = ['one', 'two'].map((name, index) =>
      entity('filter-chain', { name, filters: [{ name: 'f' }] }, { service }, index),
    )
    const [found] = await check([service.entity, ...chains])
    expect(found && line(found)).toBe(
      'filter_chains.1: filter-chain of service s is given twice; the other one is at kong.yaml filter_chains[0] | remove one of them',
    )
  })

  it('not values that are not there or not known', async () => {
    expect(await check([0, 1].map((index) => entity('service', { host: 'h' }, {}, index)))).toEqual([])
    const unknown = [0, 1].map((index) => entity('service', { name: new Secret(undefined, 'X'), host: 'h' }, {}, index))
    expect(await check(unknown)).toEqual([])
  })
})

describe('protocols of plugins', () => {
  const tcp = entity('route', { name: 't', protocols: ['tcp'], sources: [{ port: 1 }] }, { service: { entity: users } })
  const plugin = (refs: Record<string, { entity: typeof users }>) => entity('plugin', { name: 'cors' }, refs)

  it('are some of those of their route', async () => {
    const found = await check([users, tcp, plugin({ route: { entity: tcp } })])
    expect(found.map(line)).toEqual([
      'plugins.0: plugin cors on route t: protocols grpc, grpcs, http, https are none of those of its route | add one of tcp, as far as the plugin takes it',
    ])
  })

  it('are some of those of a route of their service, as far as its routes are known', async () => {
    const state = [users, tcp, plugin({ service: { entity: users } })]
    expect((await check(state)).map(({ code }) => code)).toEqual(['failed-check'])
    expect(await check([...state, route({ service: { entity: users } }, 1)])).toEqual([])
    expect(await check(state, {}, { selectTags: ['mine'] })).toEqual([])
  })
})

describe('the rest', () => {
  it('more than five select tags', async () => {
    const found = await check([], {}, { selectTags: ['a', 'b', 'c', 'd', 'e', 'f'] })
    expect(found.map(({ code }) => code)).toEqual(['too-many-tags'])
  })

  it('kinds and plugins that the target does not have', async () => {
    const target: SchemaSet = { ...schemas, version: '3.1', pluginNames: ['cors'], entity: async () => undefined }
    const [found] = await validate(stateOf([users]), target, { kinds, online: true })
    expect(found?.message).toBe('service users: Kong 3.1 has no services')
    const [plugin] = await check([entity('plugin', { name: 'mine' })], { online: true })
    expect(plugin?.message).toBe('plugin mine: the target has no plugin "mine"')
  })

  it('goes on with the other fields of an unknown plugin', async () => {
    const found = await check([entity('plugin', { name: 'mine', enabld: true, config: { any: 1 } })])
    expect(found.map(({ code }) => code)).toEqual(['unknown-plugin', 'unknown-field'])
  })
})
