import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reportOf } from '../report-schema.ts'
import { openSite, type Site } from './site.ts'

const ROOT = 'token-of-root'
const LIMITED = 'token-of-one'
const ID = '11111111-0000-4000-8000-000000000001'
const VAULT = { name: 'env', prefix: 'my-env', config: { prefix: 'MY_' } }
const HEAD = '_format_version: "3.0"\n'
const VAULTS = 'vaults: [{name: env, prefix: my-env, config: {prefix: MY_}}]\n'

let site: Site
const file = (name: string, text: string): void =>
  writeFileSync(join(site.cwd, `${name}.yaml`), `${HEAD}_workspace: ${name}\n${text}`)
const keelson = (line: string, token = ROOT) => site.keelson(line, { env: { KEELSON_KONG_ADMIN_TOKEN: token } })
const writes = (): number =>
  ['PUT', 'POST', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (site.sandbox.requests[method] ?? 0), 0)

beforeEach(async () => {
  site = await openSite({ enforceRbac: true, adminToken: ROOT }, ROOT)
  for (const name of ['one', 'two']) await site.request('POST', '/workspaces', { name })
})
afterEach(() => site.close())

describe('an id and values that another workspace took', () => {
  beforeEach(() =>
    file('one', `${VAULTS}services:\n- {name: users, host: a.internal, id: ${ID}}\n- {name: own, host: b.internal}\n`),
  )
  const take = async () => {
    const { id } = await site.request('POST', '/two/vaults', VAULT)
    await site.request('PUT', `/two/services/${ID}`, { name: 'theirs', host: 'c.internal' })
    await site.request('PUT', '/two/services/own', { host: 'names are of a workspace' })
    return id
  }

  it('make a saved plan stale, stand in a report, and fail a rehearsal', async () => {
    expect(await keelson('diff @one.yaml --out @plan.json')).toMatchObject({ code: 0 })
    const vault = await take()
    const before = writes()
    const { code, stderr } = await keelson('sync --plan @plan.json --yes')
    const one = join(site.cwd, 'one.yaml')
    expect([code, stderr]).toEqual([
      4,
      `error  the plan is stale: what it was made of changed since; nothing was written
    hint: make a new plan with keelson diff --out, and have it looked at
${one}:3:10  error  vaults[0]  this vault's prefix belongs to another vault, ${vault}, in the workspace two
    hint: it is unique across workspaces: change the one in the file, or delete that one first
${one}:5:3  error  services[0]  the id ${ID} of this service is taken in the workspace two
    hint: ids are unique across workspaces: give this one another id; --ignore-ids drops those of the files
2 errors
`,
    ])
    const report = await keelson('report @one.yaml --output json')
    expect(report.code).toBe(1)
    expect(reportOf(report.stdout).inconsistencies).toMatchObject([{ code: 'id-taken' }, { code: 'unique-taken' }])
    const rehearsed = await keelson('rehearse @one.yaml')
    expect([rehearsed.code, rehearsed.stderr]).toEqual([
      1,
      expect.stringContaining('in the workspace two, without tags, has this prefix; it is unique across workspaces'),
    ])
    expect((await keelson('diff @one.yaml --out @next.json')).code).toBe(3)
    expect(writes()).toBe(before)
  })

  it('are not looked for where nothing needs one', async () => {
    await take()
    file('one', 'services: [{name: own, host: b.internal}]\n')
    const ask = async (line: string) => {
      const before = site.sandbox.requests.GET ?? 0
      expect(await keelson(line)).toMatchObject({ code: 0 })
      return (site.sandbox.requests.GET ?? 0) - before
    }
    expect(await ask('diff @one.yaml --out @plan.json')).toBe(await ask('diff @one.yaml'))
  })

  it('are said not to be seen with a token of one workspace', async () => {
    await site.request('POST', '/rbac/roles', { name: 'of-one' })
    await site.request('POST', '/rbac/roles/of-one/endpoints', { workspace: 'one', endpoint: '*', actions: '*' })
    await site.request('POST', '/rbac/users', { name: 'ida', user_token: LIMITED })
    await site.request('POST', '/rbac/users/ida/roles', { roles: 'of-one' })
    await take()
    const { code, stderr } = await keelson('diff @one.yaml --out @plan.json', LIMITED)
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(
        'warning  this token may not look into all workspaces: whether another one has an id or a value that this plan needs is not seen',
      ),
    ])
  })
})

describe('a value that moves from one workspace of a run to another', () => {
  beforeEach(async () => {
    file('one', 'vaults: []\nservices: [{name: own, host: a.internal}]\n')
    file('two', VAULTS)
    await site.request('POST', '/one/vaults', VAULT)
  })
  const DIFF = 'diff --all-workspaces @one.yaml @two.yaml --allow-deletes 9'

  it('is no clash, since the run lets it go', async () => {
    expect(await keelson(`${DIFF} --out @plan.json`)).toMatchObject({ code: 0 })
    expect((await keelson('report --all-workspaces @one.yaml @two.yaml --allow-deletes 9')).code).toBe(0)
    expect([0, 5]).toContain((await keelson('sync --plan @plan.json --yes')).code)
    expect((await keelson('sync --all-workspaces @one.yaml @two.yaml --allow-deletes 9 --yes')).code).toBe(0)
    expect(await site.names('/two/vaults')).toEqual(['env'])
  })

  it('is one where the files or the saved plan leave it', async () => {
    await site.request('DELETE', '/one/vaults/my-env')
    expect(await keelson(`${DIFF} --out @plan.json`)).toMatchObject({ code: 0 })
    await site.request('POST', '/one/vaults', VAULT)
    const before = writes()
    const { code, stderr } = await keelson('sync --plan @plan.json --yes')
    expect([code, writes()]).toEqual([4, before])
    expect(stderr).toContain("workspace two: this vault's prefix belongs to another vault")
    file('one', VAULTS)
    const report = await keelson('report --all-workspaces @one.yaml @two.yaml')
    expect([report.code, (await keelson(`${DIFF} --out @next.json`)).code]).toEqual([1, 5])
  })
})
