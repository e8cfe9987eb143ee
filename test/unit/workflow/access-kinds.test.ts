import { describe, expect, it } from 'vitest'
import { type TestGateway, withGateway } from '../../support/kong-sync.ts'

const INCLUDE = ['rbac_roles', 'rbac_users', 'rbac_groups', 'admins', 'licenses', 'event_hooks']
const asked = { selection: { include: INCLUDE }, limits: { invite: true } }
const invited: string[] = []

const enterprise = (work: (gateway: TestGateway) => Promise<void>) =>
  withGateway(work, { edition: 'enterprise', onInvitation: (person) => invited.push(person) })

const LICENCE = JSON.stringify({ license: { payload: { license_key: 'k1' }, version: '1' } })

const STATE = `services:
- {name: shop, host: h}
rbac_roles:
- name: dev
  comment: developers
  endpoint_permissions:
  - {workspace: default, endpoint: /services/*, actions: [read, create]}
  - {workspace: '*', endpoint: '*', actions: [read], negative: true, comment: c}
  entity_permissions:
  - {entity_id: '*', entity_type: wildcard, actions: [read]}
rbac_users:
- {name: ann, user_token: ann-token, roles: [dev, read-only]}
- {name: bot, user_token: bot-token, enabled: false, comment: ci}
rbac_groups:
- {name: directory, comment: ldap, roles: [dev]}
admins:
- {username: eve, email: eve@test, roles: [dev]}
licenses:
- {payload: '${LICENCE}'}
event_hooks:
- {source: crud, event: consumers, handler: webhook, config: {url: https://hooks.test/one, secret: shh}}
- {source: crud, event: consumers, handler: webhook, config: {url: https://hooks.test/two}}
- {source: balancer, handler: log}
`

const withTokens = (dump: string): string =>
  dump
    .replace('- name: ann\n', '- name: ann\n  user_token: ann-token\n')
    .replace('- name: bot\n', '- name: bot\n  user_token: bot-token\n')

describe('kinds that grant rights', () => {
  it('are left out unless they are included', () =>
    enterprise(async (gateway) => {
      await gateway.must('services: [{name: shop, host: h}]\n')
      expect(await gateway.dump()).not.toMatch(/rbac|admins|licen|hooks/)
      const found = await gateway.plan(STATE)
      expect(found).toEqual([])
      await gateway.must(STATE, asked)
      expect(await gateway.dump()).toBe(`services:\n- name: shop\n${(await gateway.dump()).split('- name: shop\n')[1]}`)
      expect(await gateway.plan('services: [{name: shop, host: h}]\n')).toEqual([])
    }))

  it('come back as they were, but for tokens', async () => {
    let text = ''
    await enterprise(async (gateway) => {
      await gateway.must(STATE, asked)
      expect(await gateway.plan(STATE, asked)).toEqual([])
      text = await gateway.dump(asked.selection)
      expect(await gateway.plan(text, asked)).toEqual([])
      expect(await gateway.plan(withTokens(text), asked)).toEqual([])
    })
    expect(text).not.toMatch(/user_token|\$2b\$/)
    expect(text).toMatch(/- name: ann\n(.*\n)*? {2}roles:\n {2}- dev\n {2}- read-only\n/)
    expect(text).toContain('    endpoint: /services/*\n')
    await enterprise(async (gateway) => {
      expect((await gateway.plan(text, asked)).filter((line) => /hashed-missing/.test(line))).toHaveLength(2)
      await gateway.must(withTokens(text), asked)
      expect(await gateway.dump(asked.selection)).toBe(text)
    })
  })

  it('change one by one', () =>
    enterprise(async (gateway) => {
      await gateway.must(STATE, asked)
      const next = STATE.replace('[read, create]}', '[read]}')
        .replace(
          "  - {entity_id: '*', entity_type: wildcard, actions: [read]}\n",
          '  - {entity_id: 7e1f6a6e-3d1c-4a5f-9c39-2d9a3a4b5c6d, entity_type: services, actions: [read]}\n',
        )
        .replace('ann-token, roles: [dev, read-only]', 'new-token, roles: [read-only]')
        .replace('ldap, roles: [dev]', 'ldap')
        .replace('eve@test, roles: [dev]', 'new@test, roles: [read-only]')
        .replace('secret: shh', 'secret: other')
        .replace('handler: log}', 'handler: log, snooze: 5}')
      const plan = await gateway.plan(next, asked)
      expect(plan).toEqual([
        'update rbac-endpoint-permission default /services/* of rbac-role dev',
        'create rbac-entity-permission 7e1f6a6e-3d1c-4a5f-9c39-2d9a3a4b5c6d of rbac-role dev',
        'delete rbac-entity-permission * of rbac-role dev',
        'update rbac-user ann',
        'update rbac-group directory',
        'update admin eve',
        'update event-hook crud consumers webhook',
        'update event-hook balancer log',
      ])
      const { plan: whole } = await gateway.sync(next, asked)
      expect(JSON.stringify(whole)).not.toMatch(/new-token|ann-token|shh|hooks\.test/)
      expect(await gateway.plan(next, asked)).toEqual([])
      const gone = `services: [{name: shop, host: h}]\n${INCLUDE.map((section) => `${section}: []\n`).join('')}`
      const deleted = await gateway.plan(gone, asked)
      expect(deleted.filter((line) => !line.startsWith('delete '))).toEqual([])
      expect(deleted.join()).not.toMatch(/super-admin|read-only/)
      await gateway.must(gone, asked)
      expect(await gateway.plan(gone, asked)).toEqual([])
      expect((await gateway.list('/rbac/roles')).map(({ name }) => name)).toContain('super-admin')
    }))

  it('never plan deletes of the configuration from a file of access rights only, whatever the options', () =>
    enterprise(async (gateway) => {
      await gateway.must('services: [{name: shop, host: h, routes: [{name: r, paths: [/r]}]}]')
      const file = 'rbac_roles: [{name: dev}]'
      const limits = { prune: true, allowDeletes: { percent: 100 } }
      for (const options of [{}, { limits }])
        expect(await gateway.plan(file, { ...asked, ...options })).toEqual(['create rbac-role dev'])
      expect(await gateway.plan(file, { limits })).toEqual([])
      expect(await gateway.plan(`${file}\nconsumers: []`, { ...asked, limits })).toEqual([
        'delete service shop',
        'delete route r of service shop',
        'create rbac-role dev',
      ])
    }))

  it('are not deleted for a file of other access rights', () =>
    enterprise(async (gateway) => {
      await gateway.must('rbac_roles: [{name: dev}]\nrbac_users: [{name: ann, user_token: t}]', asked)
      expect(await gateway.plan('rbac_roles: [{name: dev}]', { ...asked, limits: { prune: false } })).toEqual([
        expect.stringMatching(/^kind-not-mentioned: .*rbac_users/),
      ])
    }))

  it('invite nobody unless they are asked to', () =>
    enterprise(async (gateway) => {
      invited.length = 0
      const state = 'admins: [{username: eve, email: eve@test}, {username: ann, email: ann@test}]\n'
      const include = { selection: { include: ['admins'] } }
      const refused = 'invites: the controller writes to every admin that is made, here to ann, eve'
      expect((await gateway.plan(state, include)).map((line) => line.replace('eve, ann', 'ann, eve'))).toEqual([
        refused,
      ])
      expect(invited).toEqual([])
      await gateway.must(state, { ...include, limits: { invite: true } })
      expect([...invited].sort()).toEqual(['ann@test', 'eve@test'])
      expect(await gateway.plan(state, include)).toEqual([])
    }))

  it('need Enterprise', () =>
    withGateway(async (gateway) => {
      const found = await gateway.plan('rbac_roles: [{name: dev}]\n', asked)
      expect(found).toEqual(['unsupported-kind: the target has no rbac-role: it needs Kong Enterprise'])
    }))
})
