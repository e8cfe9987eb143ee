import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reportOf } from './report-schema.ts'
import { openSite, type Site } from './workspaces/site.ts'

const KEY = 'the-key-that-both-teams-chose'
const FILE = `_format_version: "3.0"
services:
- name: users
  host: users.internal
  tags: [mine]
  plugins: [{name: cors, tags: [mine]}]
upstreams:
- {name: pool, tags: [mine], targets: [{target: 'a.internal:80', tags: [mine]}]}
consumers:
- username: alice
  custom_id: 7d0e9c1e-5f6b-4c2a-9d43-1f0b6a3c8e21
  tags: [mine]
  keyauth_credentials: [{key: ${KEY}, tags: [mine]}]
  acls: [{group: staff, tags: [mine]}]
`
/** What takes each of these values, outside the tag, and how it is told. */
const TAKERS: [string, string, string, object, string][] = [
  [
    'a custom_id',
    'PATCH',
    '/consumers/other',
    { custom_id: '7d0e9c1e-5f6b-4c2a-9d43-1f0b6a3c8e21' },
    "this consumer's custom_id belongs to another consumer",
  ],
  [
    'a secret key',
    'POST',
    '/consumers/other/key-auth',
    { key: KEY, tags: ['theirs'] },
    "this key-auth's key belongs to another key-auth",
  ],
  [
    'a group',
    'POST',
    '/consumers/alice/acls',
    { group: 'staff' },
    "this acl's consumer and group belong to another acl",
  ],
  [
    'a plugin of one service',
    'POST',
    '/services/users/plugins',
    { name: 'cors' },
    "this plugin's name and service belong to another plugin",
  ],
  [
    'a target of one upstream',
    'POST',
    '/upstreams/pool/targets',
    { target: 'a.internal:80' },
    "this target's upstream and target belong to another target",
  ],
]

let site: Site
const keelson = (line: string) => site.keelson(line)
const writes = (): number =>
  ['PUT', 'POST', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (site.sandbox.requests[method] ?? 0), 0)

beforeEach(async () => {
  site = await openSite({ edition: 'community' })
  writeFileSync(join(site.cwd, 'mine.yaml'), FILE)
  await site.request('PUT', '/services/users', { host: 'users.internal', tags: ['mine'] })
  await site.request('PUT', '/upstreams/pool', { tags: ['mine'] })
  await site.request('PUT', '/consumers/alice', { tags: ['mine'] })
  await site.request('PUT', '/consumers/other', { tags: ['theirs'] })
})
afterEach(() => site.close())

describe.each(TAKERS)('%s that is taken outside the selected tag', (_, method, path, body, told) => {
  it('makes a saved plan stale, stands in a report, and lets no such plan be saved', async () => {
    expect(await keelson('diff @mine.yaml --select-tag mine --out @plan.json')).toMatchObject({ code: 0 })
    expect((await site.request(method, path, body)).status).toBeLessThan(300)
    const before = writes()
    const synced = await keelson('sync --plan @plan.json --yes')
    expect([synced.code, writes()]).toEqual([4, before])
    expect(synced.stderr).toContain('the plan is stale: what it was made of changed since; nothing was written')
    expect(synced.stderr).toContain(`${told} in the target, `)
    const reported = await keelson('report @mine.yaml --select-tag mine --output json')
    expect(reported.code).toBe(1)
    expect(reportOf(reported.stdout).inconsistencies).toMatchObject([
      { level: 'error', code: 'unique-taken', reason: expect.stringContaining(told) },
    ])
    const saved = await keelson('diff @mine.yaml --select-tag mine --out @next.json')
    expect([saved.code, saved.stderr]).toEqual([3, expect.stringContaining(told)])
    expect(await keelson('rehearse @mine.yaml --select-tag mine')).not.toMatchObject({ code: 0 })
    expect([synced, reported, saved].map(({ stdout, stderr }) => stdout + stderr).join()).not.toContain(KEY)
    expect(writes()).toBe(before)
  })
})

describe('what is looked at for that', () => {
  it('are whole lists only where a plan is kept, and nothing more without tags', async () => {
    const asked = async (line: string): Promise<number> => {
      const before = site.sandbox.requests.GET ?? 0
      expect(await keelson(line)).toMatchObject({ code: 0 })
      return (site.sandbox.requests.GET ?? 0) - before
    }
    const plain = await asked('diff @mine.yaml --select-tag mine')
    // The custom_id is one request; targets are a list of upstreams and one of each, plugins, keys and groups a list each.
    expect(await asked('diff @mine.yaml --select-tag mine --out @plan.json')).toBeGreaterThan(plain)
    expect(await asked('diff @mine.yaml --allow-deletes 9 --out @whole.json')).toBe(
      await asked('diff @mine.yaml --allow-deletes 9'),
    )
  })

  it('is the value itself: a consumer without a custom_id has none that is called undefined', async () => {
    writeFileSync(join(site.cwd, 'mine.yaml'), FILE.replace(/custom_id: .*/, 'custom_id: undefined'))
    expect(await keelson('diff @mine.yaml --select-tag mine --out @plan.json')).toMatchObject({ code: 0 })
  })
})
