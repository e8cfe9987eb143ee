import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AUTHORITY } from '../unit/sandbox/pems.ts'
import { openSite, type Site } from './workspaces/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const CA = '4b3d8ed6-0ac5-4f84-8d0f-8f4f4d0e0001'

/** What the kinds refer to. */
const BASE = `_format_version: "3.0"
services:
- {name: shop, host: h}
ca_certificates:
- id: ${CA}
  cert: |
${AUTHORITY.trim().replaceAll(/^/gm, '    ')}
`
const consumer = (rest: string): string => `consumers:\n- {username: ann, ${rest}}\n`
const role = (rest: string): string => `rbac_roles:\n- {name: dev, ${rest}}\n`
const custom = (type: string, fields: string): string => `custom_entities:\n- {type: ${type}, fields: {${fields}}}\n`
const licence = (key: string): string => JSON.stringify({ license: { payload: { license_key: key }, version: '1' } })

/** Kind; the file that makes one, the one that changes it, and the one that takes it away; what brings it in. */
type Case = [kind: string, made: string, changed: string, gone: string, options?: string]

const CASES: Case[] = [
  [
    'consumer-group',
    'consumer_groups: [{name: gold, tags: [a]}]',
    'consumer_groups: [{name: gold, tags: [b]}]',
    'consumer_groups: []',
  ],
  [
    'plugin',
    'consumer_groups: [{name: gold, plugins: [{name: cors, enabled: false}]}]',
    'consumer_groups: [{name: gold, plugins: [{name: cors, ordering: {before: {access: [acl]}}}]}]',
    'consumer_groups: [{name: gold}]\nplugins: []',
  ],
  [
    'partial',
    'partials: [{name: p, type: redis-ce, config: {host: one}}]',
    'partials: [{name: p, type: redis-ce, config: {host: two}}]',
    'partials: []',
  ],
  [
    'mtls-auth',
    consumer(`mtls_auth_credentials: [{id: ${CA.replace('4b', '5b')}, subject_name: a, ca_certificate: {id: ${CA}}}]`),
    consumer(`mtls_auth_credentials: [{id: ${CA.replace('4b', '5b')}, subject_name: b, ca_certificate: {id: ${CA}}}]`),
    consumer('mtls_auth_credentials: []'),
  ],
  [
    'key-auth-enc',
    consumer('keyauth_enc_credentials: [{key: k}]'),
    consumer('keyauth_enc_credentials: [{key: k, tags: [t]}]'),
    consumer('keyauth_enc_credentials: []'),
  ],
  [
    'degraphql-route',
    custom('degraphql_routes', "uri: /me, query: 'query { me }', service: {name: shop}"),
    custom('degraphql_routes', "uri: /me, query: 'query { me }', methods: [POST], service: {name: shop}"),
    'custom_entities: []',
  ],
  [
    'graphql-cost',
    custom('graphql_ratelimiting_cost_decorations', 'type_path: Query.all, service: {name: shop}'),
    custom('graphql_ratelimiting_cost_decorations', 'type_path: Query.all, add_constant: 5, service: {name: shop}'),
    'custom_entities: []',
  ],
  ['rbac-role', role('comment: one'), role('comment: two'), 'rbac_roles: []', '--include rbac-roles'],
  [
    'rbac-endpoint-permission',
    role('endpoint_permissions: [{workspace: default, endpoint: /services/*, actions: [read]}]'),
    role('endpoint_permissions: [{workspace: default, endpoint: /services/*, actions: [read, delete]}]'),
    role('endpoint_permissions: []'),
    '--include rbac-roles',
  ],
  [
    'rbac-entity-permission',
    role("entity_permissions: [{entity_id: '*', actions: [read]}]"),
    role("entity_permissions: [{entity_id: '*', actions: [read], negative: true}]"),
    role('entity_permissions: []'),
    '--include rbac-roles',
  ],
  [
    'rbac-user',
    'rbac_users: [{name: bob, user_token: one, roles: [read-only]}]',
    'rbac_users: [{name: bob, user_token: two}]',
    'rbac_users: []',
    '--include rbac-users,rbac-roles',
  ],
  [
    'rbac-group',
    'rbac_groups: [{name: g, roles: [read-only]}]',
    'rbac_groups: [{name: g, comment: c}]',
    'rbac_groups: []',
    '--include rbac-groups,rbac-roles',
  ],
  [
    'admin',
    'admins: [{username: eve, email: eve@test}]',
    'admins: [{username: eve, email: eve@test, roles: [read-only]}]',
    'admins: []',
    '--include admins,rbac-roles',
  ],
  [
    'event-hook',
    'event_hooks: [{source: crud, handler: webhook, config: {url: https://hooks.test}}]',
    'event_hooks: [{source: crud, handler: webhook, snooze: 9, config: {url: https://hooks.test}}]',
    'event_hooks: []',
    '--include event-hooks',
  ],
]

async function lines(name: string, text: string, options: string) {
  writeFileSync(join(site.cwd, name), `${BASE}${text}\n`)
  const words = [`@${name}`, '--prune', '--allow-deletes', '100%', ...options.split(' ').filter((word) => word !== '')]
  const invite = options.includes('admins') ? ['--invite'] : []
  const synced = await site.keelson(['sync', ...words, ...invite, '--yes'])
  expect([synced.code, synced.stderr]).toEqual([0, expect.not.stringContaining('error')])
  return { stdout: synced.stdout, again: (await site.keelson(['diff', ...words, '--exit-code'])).code }
}

describe('each kind of Enterprise on the command line', () => {
  it.each(CASES)('%s is made, changed and taken away', async (kind, made, changed, gone, options = '') => {
    const marks = [/^ *\+ /m, /^ *~ /m, /^ *- /m]
    for (const [index, text] of [made, changed, gone].entries()) {
      const { stdout, again } = await lines('state.yaml', text, options)
      const mark = marks[index]?.source.replace(/ $/, ' \\w* ?')
      expect(stdout).toMatch(new RegExp(`${mark}${kind} `, 'm'))
      expect(again).toBe(0)
    }
    const dumped = await site.keelson(['dump', '-o', '-', ...options.split(' ').filter((word) => word !== '')])
    expect(dumped.code).toBe(0)
  })

  it('a licence is another one with another text', async () => {
    const state = (key: string) => `licenses: [{payload: '${licence(key)}'}]`
    const first = await lines('state.yaml', state('first-key'), '--include licenses')
    expect([first.again, first.stdout]).toEqual([0, expect.not.stringContaining('first-key')])
    const second = await lines('state.yaml', state('second-key'), '--include licenses')
    expect(second.stdout).toMatch(/Plan: 1 to delete, 1 to create/)
    expect(second.again).toBe(0)
    expect((await lines('state.yaml', 'licenses: []', '--include licenses')).again).toBe(0)
  })

  it('is checked offline and online', async () => {
    const state = `${BASE}consumer_groups: [{name: gold}]\n${consumer('groups: [gold]')}${role('comment: c')}rbac_users: [{name: bob}]\n`
    writeFileSync(join(site.cwd, 'state.yaml'), state)
    for (const how of [[], ['--online']])
      expect(await site.keelson(['validate', '@state.yaml', ...how])).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.not.stringContaining('error'),
      })
    writeFileSync(join(site.cwd, 'state.yaml'), state.replace('name: gold}', 'nam: gold}'))
    expect((await site.keelson(['validate', '@state.yaml'])).code).toBe(3)
  })

  it('is found by kinds with its edition', async () => {
    const { stdout } = await site.keelson('kinds --output json')
    const { kinds } = JSON.parse(stdout) as { kinds: Record<string, unknown>[] }
    const of = (name: string) => kinds.find(({ kind }) => kind === name)
    expect(of('partial')).toMatchObject({ edition: 'enterprise', managed: true, supported: true })
    expect(of('rbac-user')).toMatchObject({ edition: 'enterprise', managed: false, supported: true })
    expect(of('service')).toMatchObject({ edition: 'all', managed: true })
  })
})
