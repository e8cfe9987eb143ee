import { describe, expect, it } from 'vitest'
import { withGateway } from '../../support/kong-sync.ts'

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const mine = { selection: { tags: ['mine'] } }
const jwk = JSON.stringify({
  kty: 'EC',
  crv: 'P-256',
  x: 'oRTYkp-lT_Mi67is8sJzFNOuWWkRUwf1EuHwq8iVQOo',
  y: 'fDqZ12HvZy044AcKUoKnv3Ko-NZuzuvRTjGG62y1uRg',
  kid: 'x',
})

describe('what is outside the selection', () => {
  it('is not overwritten when its name is wanted', () =>
    withGateway(async (gateway) => {
      const held = await gateway.make('/services', { name: 'a', host: 'theirs', tags: ['theirs'] })
      expect(await gateway.plan('services: [{name: a, host: ours}]\n', mine)).toEqual([
        `unique-taken: this service's name belongs to another service in the target, ${held}, which is outside the selected tags`,
      ])
      expect(await gateway.plan('services: [{name: b, host: ours}]\n', mine)).toEqual(['create service b'])
    }))

  it('is not overwritten when its name is wanted by many at once', () =>
    withGateway(async (gateway) => {
      const held = await gateway.make('/consumers', { username: 'u7', tags: ['theirs'] })
      const users = Array.from({ length: 30 }, (_, n) => `{username: u${n}}`).join(', ')
      expect(await gateway.plan(`consumers: [${users}]\n`, mine)).toEqual([
        `unique-taken: this consumer's username belongs to another consumer in the target, ${held}, which is outside the selected tags`,
      ])
    }))

  it('is not overwritten when an update takes its name', () =>
    withGateway(async (gateway) => {
      const held = await gateway.make('/services', { name: 'a', host: 'theirs' })
      const own = await gateway.make('/services', { name: 'b', host: 'ours', tags: ['mine'] })
      expect(await gateway.plan(`services: [{id: ${own}, name: a, host: ours}]\n`, mine)).toEqual([
        `unique-taken: this service's name belongs to another service in the target, ${held}, which is outside the selected tags`,
      ])
    }))

  it('is not overwritten when its id is wanted, be it left out by tag or by kind', () =>
    withGateway(async (gateway) => {
      const consumer = await gateway.make('/consumers', { username: 'c' })
      await gateway.request('PUT', `/plugins/${id(2)}`, {
        name: 'rate-limiting',
        consumer: { id: consumer },
        config: { minute: 5 },
      })
      const file = `plugins: [{name: cors, id: ${id(2)}}]\n`
      const message = (where: string) =>
        `id-taken: the id ${id(2)} of this plugin is taken by an entity outside ${where}; writing would replace that one`
      expect(await gateway.plan(file, mine)).toEqual([message('the selected tags')])
      expect(await gateway.plan(file, { selection: { exclude: ['consumers'] } })).toEqual([
        message('the kinds of this run'),
      ])
    }))

  it('is not taken along unseen: keys of a set, plugins of consumers that are left out', () =>
    withGateway(async (gateway) => {
      const set = await gateway.make('/key-sets', { name: 'ks', tags: ['mine'] })
      await gateway.make('/keys', { name: 'k', kid: 'x', jwk, set: { id: set }, tags: ['theirs'] })
      const along = 'takes-along: deleting key-set ks would take along the key k, which is outside the selected tags'
      expect(await gateway.plan('key_sets: []\n', mine)).toEqual([along])
      expect(await gateway.plan('key_sets: []\n', { ...mine, limits: { cascade: true } })).toEqual([
        'delete key-set ks',
        'delete key k (delete key-set ks)',
      ])
      const service = await gateway.make('/services', { name: 's', host: 'h' })
      const consumer = await gateway.make('/consumers', { username: 'c' })
      await gateway.make('/plugins', {
        name: 'rate-limiting',
        config: { minute: 1 },
        service: { id: service },
        consumer: { id: consumer },
      })
      expect(
        await gateway.plan('services: []\n', { selection: { exclude: ['consumers', 'key_sets', 'keys'] } }),
      ).toEqual([
        'takes-along: deleting service s would take along the plugin rate-limiting and consumer ' +
          `${consumer}, which is excluded`,
      ])
    }))

  it('is said to be in the way before anything is written', () =>
    withGateway(async (gateway) => {
      const service = await gateway.make('/services', { name: 'a', host: 'h', tags: ['mine'] })
      await gateway.make('/routes', { name: 'r', paths: ['/r'], service: { id: service } })
      expect(await gateway.plan('services: []\n', mine)).toEqual([
        'still-referenced: service a cannot be deleted: the route r, for which these files do not speak, refers to it',
      ])
    }))
})

describe('kinds that are not selected', () => {
  const file = `services:
- name: a
  host: changed
  routes: [{name: r, paths: [/changed]}]
  plugins: [{name: cors, enabled: false}]
`
  const before = `services:
- name: a
  host: h1
  routes: [{name: r, paths: [/r]}]
  plugins: [{name: cors}]
`

  it.each([
    [{ exclude: ['services'] }, ['update route r of service a']],
    [{ only: ['routes'] }, ['update route r of service a']],
    [{ only: ['plugins'] }, ['update plugin cors of service a']],
    [{ only: ['services'] }, ['update service a']],
    [{ exclude: ['routes', 'plugins'] }, ['update service a']],
  ])('serve the references of nested files: %j', (selection, lines) =>
    withGateway(async (gateway) => {
      await gateway.must(before)
      expect(await gateway.plan(file, { selection })).toEqual(lines)
    }),
  )

  it.each(['services', 'routes', 'plugins'])('are named in a dump of %s only, that syncs without a change', (kind) =>
    withGateway(async (gateway) => {
      await gateway.must(before)
      const text = await gateway.dump({ only: [kind] })
      expect(text).toMatch(new RegExp(`^${kind}:`, 'm'))
      expect(await gateway.plan(text, { selection: { only: [kind] } })).toEqual([])
    }),
  )

  it('must be in the target, when something refers to them', () =>
    withGateway(async (gateway) => {
      expect(await gateway.plan(file, { selection: { only: ['routes'] } })).toEqual([
        'dangling-reference: route refers to the service "(nested)", which is neither in the state files nor in the target',
      ])
    }))
})

describe('apply', () => {
  it('takes references to what only the target has', () =>
    withGateway(async (gateway) => {
      await gateway.make('/services', { name: 'a', host: 'h' })
      const file = 'routes: [{name: r, paths: [/r], service: {name: a}}]\nplugins: [{name: cors, service: a}]\n'
      expect(await gateway.must(file, { mode: 'apply' })).toEqual([
        'create route r of service a',
        'create plugin cors of service a',
      ])
      expect(await gateway.plan('routes: [{name: q, paths: [/q], service: {name: b}}]\n', { mode: 'apply' })).toEqual([
        'dangling-reference: route refers to the service "b", which is neither in the state files nor in the target',
      ])
    }))

  it('deletes nothing, not even for a moment', () =>
    withGateway(async (gateway) => {
      const service = await gateway.make('/services', { name: 'a', host: 'h' })
      await gateway.request('PUT', `/plugins/${id(5)}`, { name: 'cors', service: { id: service } })
      await gateway.request('PUT', `/plugins/${id(6)}`, { name: 'cors' })
      const file = `plugins: [{name: cors, id: ${id(5)}}, {name: cors, id: ${id(6)}, service: a}]\n`
      expect(await gateway.plan(file, { mode: 'apply' })).toEqual([
        'swap-refused: update plugin cors: it swaps a unique value with another, for which it would have to be deleted for a moment; apply deletes nothing',
      ])
    }))
})

describe('default_lookup_tags', () => {
  const file = (
    info: string,
  ): string => `_info: {${info}default_lookup_tags: {services: [shared], consumers: [shared], routes: [shared]}}
routes: [{name: r, paths: [/r], service: {name: shared}}]
plugins: [{name: cors, service: shared}, {name: rate-limiting, consumer: sc, config: {minute: 1}}, {name: key-auth, route: sr}]
`
  const lines = [
    'create route r of service shared',
    'create plugin cors of service shared',
    'create plugin rate-limiting of consumer sc',
    'create plugin key-auth of route sr',
  ]

  it.each(['', 'select_tags: [mine], '])('keeps what is looked up: _info: {%s…}', (info) =>
    withGateway(async (gateway) => {
      await gateway.make('/services', { name: 'shared', host: 'h', tags: ['shared'] })
      await gateway.make('/consumers', { username: 'sc', tags: ['shared'] })
      await gateway.make('/routes', { name: 'sr', paths: ['/x'], tags: ['shared'] })
      expect(await gateway.must(file(info))).toEqual(lines)
      expect(await gateway.plan(file(info))).toEqual([])
    }),
  )

  it('leaves what has other tags too to the files, as decK does', () =>
    withGateway(async (gateway) => {
      await gateway.make('/services', { name: 'both', host: 'h', tags: ['mine', 'shared'] })
      const text = '_info: {select_tags: [mine], default_lookup_tags: {services: [shared]}}\nservices: []\n'
      expect(await gateway.plan(text)).toEqual(['delete service both'])
    }))
})
