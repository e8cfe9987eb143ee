import { describe, expect, it } from 'vitest'
import { type TestGateway, withGateway } from '../../support/kong-sync.ts'

const exclude = (...entries: string[]) => ({ selection: { exclude: entries } })

const STATE = `services:
- name: shop
  host: shop.internal
  routes: [{name: shop-v1, paths: [/shop]}]
  plugins: [{name: cors}]
- {name: old, host: old.internal}
consumers:
- username: alice
- username: svc-billing
  keyauth_credentials: [{key: billing-key}]
  acls: [{group: admins}]
plugins:
- {name: rate-limiting, consumer: svc-billing, config: {minute: 5}}
- {name: prometheus, tags: [legacy]}
`
const PATHS = ['/services', '/routes', '/plugins', '/consumers', '/key-auths', '/acls']

async function held(gateway: TestGateway): Promise<unknown[]> {
  const lists = await Promise.all(PATHS.map((path) => gateway.list(path)))
  const sorted = lists.flat().map((entity) => JSON.stringify(entity))
  return sorted.sort()
}

describe('what is excluded by a pattern', () => {
  it('is neither created, changed nor deleted, with what belongs to it, whichever side names it', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const before = await held(gateway)
      const lists = exclude('consumers:svc-*', 'plugins:tag=legacy', 'services:old')
      const drifted = STATE.replace('billing-key', 'another-key')
        .replace('admins', 'users')
        .replace('minute: 5', 'minute: 9')
        .replace('old.internal', 'older.internal')
        .replace('{name: prometheus, tags', '{name: prometheus, enabled: false, tags')
        .replace('- username: alice', '- username: alice\n- {username: svc-new, keyauth_credentials: [{key: new}]}')
      expect(await gateway.plan(drifted, lists)).toEqual([])
      const gone = 'services:\n- name: shop\n  host: shop.internal\n'
      expect((await gateway.must(gone, lists)).sort()).toEqual([
        'delete consumer alice',
        'delete plugin cors of service shop',
        'delete route shop-v1 of service shop',
      ])
      const after = await held(gateway)
      expect(after).toHaveLength(before.length - 3)
      expect(before).toEqual(expect.arrayContaining(after))
    }))

  it('is left alone by its tag in the target, or in the file alone', () =>
    withGateway(async (gateway) => {
      await gateway.make('/consumers', { username: 'theirs', custom_id: 'x', tags: ['legacy'] })
      await gateway.make('/consumers', { username: 'ours', custom_id: 'y' })
      const file = 'consumers: [{username: theirs}, {username: ours, tags: [legacy]}]\n'
      expect(await gateway.plan(file, exclude('consumers:tag=legacy'))).toEqual([])
      expect(await gateway.plan('consumers: []\n', exclude('consumers:tag=legacy'))).toEqual(['delete consumer ours'])
    }))

  it('serves references by name, id and nesting', () =>
    withGateway(async (gateway) => {
      const old = await gateway.make('/services', { name: 'old', host: 'old.internal' })
      const file = `services:
- name: old
  id: 00000000-0000-4000-8000-000000000099
  host: elsewhere
  routes: [{name: nested, paths: [/n]}]
routes:
- {name: by-name, paths: [/a], service: {name: old}}
- {name: by-id, paths: [/b], service: {id: ${old}}}
`
      const lists = exclude('services:old')
      await gateway.must(file, lists)
      const routes = (await gateway.list('/routes')) as { name: string; service: { id: string } }[]
      expect(routes.map(({ name, service }) => [name, service.id]).sort()).toEqual([
        ['by-id', old],
        ['by-name', old],
        ['nested', old],
      ])
      expect(await gateway.plan(file, lists)).toEqual([])
    }))

  it('must be there when something else refers to it', () =>
    withGateway(async (gateway) => {
      const file = 'services: [{name: old, host: h, routes: [{name: r, paths: [/r]}]}]\n'
      expect(await gateway.plan(file, exclude('services:old'))).toEqual([
        'dangling-reference: route refers to the service "(nested)", which is neither in the state files nor in the target',
        'excluded: services in the state files that are excluded, and left as they are in the target: old',
      ])
    }))

  it('is not taken for an entity of the same name without its parent', () =>
    withGateway(async (gateway) => {
      const limit = '{name: rate-limiting, config: {minute: 5}}'
      await gateway.must(`plugins: [${limit}]\n`)
      const file = `consumers: [{username: svc-a, plugins: [${limit}]}]\nplugins: []\n`
      expect(await gateway.plan(file, exclude('consumers:svc-*'))).toEqual(['delete plugin rate-limiting'])
    }))

  it('is not overwritten when its name or id is wanted', () =>
    withGateway(async (gateway) => {
      const held = await gateway.make('/consumers', { username: 'svc-a', custom_id: 'c1' })
      const file = 'consumers: [{username: alice, custom_id: c1}]\n'
      expect(await gateway.plan(file, exclude('consumers:svc-*'))).toEqual([])
      expect(await gateway.plan(`consumers: [{username: svc-b, custom_id: c2, id: ${held}}]\n`)).toHaveLength(1)
      const plugin = await gateway.make('/plugins', { name: 'cors', instance_name: 'one', tags: ['legacy'] })
      expect(
        await gateway.plan('plugins: [{name: key-auth, instance_name: one}]\n', exclude('plugins:tag=legacy')),
      ).toEqual([
        `unique-taken: this plugin's instance_name belongs to another plugin in the target, ${plugin}, which is on the exclusion list`,
      ])
    }))

  it('is not taken along by a delete, not even with --cascade', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE.replace('{name: cors}', '{name: cors, tags: [legacy]}'))
      const file = STATE.replace(/services:[\s\S]*?(?=- \{name: old)/, 'services:\n')
      const refused = ['takes-along: deleting service shop would take along the plugin cors, which is excluded']
      expect(await gateway.plan(file, exclude('plugins:tag=legacy'))).toEqual(refused)
      expect(await gateway.plan(file, { ...exclude('plugins:tag=legacy'), limits: { cascade: true } })).toEqual(refused)
      expect(await gateway.plan('', { ...exclude('plugins'), reset: true, limits: { cascade: true } })).toEqual([
        ...refused,
        'takes-along: deleting consumer svc-billing would take along the plugin rate-limiting, which is excluded',
      ])
    }))

  it('is not orphaned: what it refers to stays', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      expect(await gateway.plan('', { ...exclude('routes:shop-*'), reset: true })).toEqual([
        expect.stringMatching(/^still-referenced: service shop cannot be deleted: the route shop-\S+, for /),
      ])
    }))

  it('covers what belongs to it under select tags too, though the tags hide it', () =>
    withGateway(async (gateway) => {
      const consumer = await gateway.make('/consumers', { username: 'svc-a' })
      await gateway.make(`/consumers/${consumer}/acls`, { group: 'g', tags: ['mine'] })
      const tags = ['mine']
      expect(await gateway.plan('acls: []\n', { selection: { tags } })).toEqual([
        `delete acl g of consumer ${consumer}`,
      ])
      expect(await gateway.plan('acls: []\n', { selection: { tags, exclude: ['consumers:svc-*'] } })).toEqual([])
      expect(await gateway.dump({ tags })).toContain('group: g')
      expect(await gateway.dump({ tags, exclude: ['consumers:svc-*'] })).not.toContain('group: g')
    }))
})

describe('what is brought in again', () => {
  it('is the narrower entry', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const selection = { exclude: ['consumers'], include: ['consumers:svc-*'] }
      const text = await gateway.dump(selection)
      expect(text).toContain('username: svc-billing')
      expect(text).not.toContain('alice')
      expect(await gateway.plan(text, { selection })).toEqual([])
      const none = 'consumers: []\nkeyauth_credentials: []\nacls: []\n'
      expect(await gateway.plan(none, { selection: { ...selection, exclude: ['consumers', 'plugins'] } })).toEqual([
        'takes-along: deleting service shop would take along the plugin cors, which is excluded',
        'takes-along: deleting consumer svc-billing would take along the plugin rate-limiting, which is excluded',
      ])
      const lines = await gateway.plan(none, { selection })
      expect(lines.filter((line) => /consumer/.test(line))).toEqual([
        'delete consumer svc-billing',
        expect.stringMatching(/^delete key-auth \S+ of consumer svc-billing \(delete consumer svc-billing\)$/),
        'delete acl admins of consumer svc-billing (delete consumer svc-billing)',
        'delete plugin rate-limiting of consumer svc-billing (delete consumer svc-billing)',
      ])
    }))
})

describe('a dump', () => {
  it('has neither the excluded nor what belongs to them, names them by reference, says so, and syncs without a change', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const lists = exclude('consumers:svc-*', 'plugins:tag=legacy', 'services:shop')
      const text = await gateway.dump(lists.selection)
      expect(text).not.toMatch(/svc-billing|billing-key|admins|rate-limiting|prometheus|cors|shop.internal/)
      expect(text).toMatch(/service:\n {4}name: shop\n/)
      expect(await gateway.plan(text, lists)).toEqual([])
      const { secrets: _, ...whole } = await gateway.dumpWhole(lists.selection)
      expect(whole.text).toMatch(
        /^# yaml.*\n# Written by keelson dump\n# Leaves out, with what belongs to them: consumers:svc-\*, plugins:tag=legacy, services:shop\n_format/,
      )
    }))
})

describe('a kind that is left out whole', () => {
  it('is not read, and need not be there', () =>
    withGateway(async (gateway) => {
      const file = `${STATE}filter_chains: [{name: f, service: shop, filters: [{name: x}]}]\n`
      const lists = exclude('filter_chains', 'consumers', 'vaults')
      const asked: string[] = []
      const prepared = await gateway.prepare(file, { ...lists, emit: (event) => asked.push(JSON.stringify(event)) })
      await prepared.close()
      expect(prepared.plan.changes.map(({ id }) => id)).toContain('create service shop')
      expect(asked.join('\n')).toContain('/routes')
      expect(asked.join('\n')).not.toMatch(/\/(consumers|key-auths|acls|vaults|filter-chains)\b/)
    }))
})

describe('what is excluded and stands in the files', () => {
  const file = `${STATE}vaults: []\n`
  const codes = async (gateway: TestGateway, entries: string[], strict = false) => {
    const prepared = await gateway.prepare(file, { ...exclude(...entries), strict })
    await prepared.close()
    return prepared.plan.diagnostics.map(({ level, message, place }) => [level, message, place?.path.join('.')])
  }

  it('is named with its place, without what is nested in it', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const left = (what: string) =>
        `${what.split(':')[0]} in the state files that are excluded, and left as they are in the target${what.slice(what.indexOf(':'))}`
      expect(await codes(gateway, ['consumers:svc-*', 'plugins:tag=legacy'])).toEqual([
        ['warning', left('consumers: svc-billing'), 'consumers.1'],
        ['warning', left('plugins: rate-limiting, prometheus'), 'plugins.0'],
      ])
      expect(await codes(gateway, ['consumers', 'ca_certificates'])).toEqual([
        ['warning', left('consumers: alice, svc-billing'), 'consumers.0'],
        ['warning', left('plugins: rate-limiting'), 'plugins.0'],
      ])
      await expect(codes(gateway, ['consumers'], true)).rejects.toMatchObject({ exit: 'invalid' })
    }))
})
