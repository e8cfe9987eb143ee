import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site } from './site.ts'

const ROOT = 'token-of-root'
const LIMITED = 'token-of-it'
const STATE = `_format_version: "3.0"
_workspace: it_dept
services:
- {name: s, host: h.internal, plugins: [{name: cors}]}
consumers:
- {username: u, keyauth_credentials: [{key: k}]}
`

let site: Site
const seen: string[] = []
/** With the token that is limited to it_dept; gives the paths that it was refused. */
const limited = async (line: string) => {
  seen.length = 0
  const ran = await site.keelson(line, { env: { KEELSON_KONG_ADMIN_TOKEN: LIMITED } })
  return { ...ran, asked: seen.filter((each) => !each.startsWith('/it_dept/')) }
}

beforeAll(async () => {
  const intercept = ({ path }: { path: string }) => {
    seen.push(path.split('?')[0] ?? '')
    return undefined
  }
  site = await openSite({ enforceRbac: true, adminToken: ROOT, intercept }, ROOT)
  for (const name of ['it_dept', 'other']) await site.request('POST', '/workspaces', { name, comment: `of ${name}` })
  await site.request('POST', '/rbac/roles', { name: 'it' })
  await site.request('POST', '/rbac/roles/it/endpoints', { workspace: 'it_dept', endpoint: '*', actions: '*' })
  await site.request('POST', '/rbac/users', { name: 'ida', user_token: LIMITED })
  await site.request('POST', '/rbac/users/ida/roles', { roles: 'it' })
  writeFileSync(join(site.cwd, 'it.yaml'), STATE)
})
afterAll(() => site.close())

describe('a token that is limited to a workspace', () => {
  it('does all that one needs there, and asks for nothing outside but who the gateway is', async () => {
    expect((await limited('ping -w it_dept')).code).toBe(0)
    const synced = await limited('sync @it.yaml -w it_dept')
    expect([synced.code, synced.stdout]).toEqual([0, expect.stringContaining('Done. 4 of 4 changes applied')])
    expect([...new Set(synced.asked)].sort()).toEqual(['/', '/keyring', '/workspaces/it_dept'])
    const again = await limited('diff @it.yaml --exit-code')
    expect([again.code, again.stdout]).toEqual([0, 'No changes. 4 entities are as the state files say.\n'])
    expect((await limited('validate --online @it.yaml')).code).toBe(0)
  })

  it('dumps it without its settings, and says so; they are left alone by a sync', async () => {
    const { code, stderr } = await limited('dump -w it_dept -o @dumped.yaml')
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('The comment, config and meta of the workspace are left out'),
    ])
    const text = readFileSync(join(site.cwd, 'dumped.yaml'), 'utf8')
    expect(text).toContain('_workspace: it_dept\nservices:')
    writeFileSync(join(site.cwd, 'told.yaml'), `${STATE}_workspace_settings: {comment: new}\n`)
    const told = await limited('sync @told.yaml')
    expect([told.code, told.stderr]).toEqual([0, expect.stringContaining('this token may not read them')])
    expect(await site.request('GET', '/workspaces/it_dept')).toMatchObject({ comment: 'of it_dept' })
    expect((await limited('reset -w it_dept --yes')).code).toBe(0)
  })

  it.each([
    ['dump -w other', 1, 'ida, you do not have permissions to read this resource'],
    ['sync --all-workspaces @it.yaml', 1, 'limited to a workspace works in it: --workspace NAME'],
    ['dump', 1, 'ida, you do not have permissions to read this resource'],
    ['sync @it.yaml -w other --force-workspace', 1, 'ida, you do not have permissions to read this resource'],
    ['sync @it.yaml -w nope --force-workspace', 3, 'there is no workspace nope'],
    ['dump --all-workspaces -o @all.yaml', 1, 'do not have permissions'],
  ])('does nothing elsewhere (%s)', async (line, expected, message) => {
    const { code, stdout, stderr } = await limited(line)
    expect([code, stdout + stderr]).toEqual([expected, expect.stringContaining(message)])
  })

  it('needs no rights but for the kinds that it works on', async () => {
    await site.request('POST', '/rbac/roles', { name: 'services' })
    const allow = (endpoint: string, actions: string) =>
      site.request('POST', '/rbac/roles/services/endpoints', { workspace: 'it_dept', endpoint, actions })
    for (const endpoint of ['/kong', '/schemas/*']) await allow(endpoint, 'read')
    for (const endpoint of ['/services', '/services/*']) await allow(endpoint, 'read,create,update')
    await site.request('POST', '/rbac/users', { name: 'sam', user_token: 'token-of-sam' })
    await site.request('POST', '/rbac/users/sam/roles', { roles: 'services' })
    writeFileSync(
      join(site.cwd, 'one.yaml'),
      '_format_version: "3.0"\n_workspace: it_dept\nservices: [{name: s, host: i}]\n',
    )
    const sam = (line: string) => site.keelson(line, { env: { KEELSON_KONG_ADMIN_TOKEN: 'token-of-sam' } })
    const all = await sam('sync @one.yaml')
    expect([all.code, all.stderr]).toEqual([
      4,
      expect.stringMatching(/this token may not read certificates, snis, ca_certificates, routes, .*\(403\)/),
    ])
    expect(all.stderr).not.toContain('read services')
    expect(all.stderr).not.toContain('--skip-unreadable')
    const dumped = await sam('dump -w it_dept -o @sam.yaml')
    expect([dumped.code, dumped.stderr]).toEqual([
      1,
      expect.stringContaining('this token may not read certificates, snis'),
    ])
    expect(dumped.stderr).toContain(
      '--exclude leaves them out; --skip-unreadable leaves out all that may not be read\n',
    )
    expect((await sam('sync @one.yaml --only services')).code).toBe(0)
    expect((await sam('dump -w it_dept --only services -o @one-dumped.yaml')).code).toBe(0)
    const part = await sam('dump -w it_dept --skip-unreadable -o @part.yaml')
    expect([part.code, part.stderr]).toEqual([
      0,
      expect.stringContaining('left out, as this token may not read them: certificates, snis,'),
    ])
    // With all rights, what that dump could not hold stays.
    await site.keelson('sync @it.yaml --yes', { env: { KEELSON_KONG_ADMIN_TOKEN: ROOT } })
    const back = await site.keelson('diff @part.yaml', { env: { KEELSON_KONG_ADMIN_TOKEN: ROOT } })
    expect([back.code, back.stdout]).toEqual([0, expect.not.stringContaining('delete')])
  })

  it('may see the list of workspaces and still not make one', async () => {
    await site.request('POST', '/rbac/roles/it/endpoints', { workspace: 'default', endpoint: '/', actions: 'read' })
    for (const endpoint of ['/workspaces', '/workspaces/*'])
      await site.request('POST', '/rbac/roles/it/endpoints', { workspace: 'default', endpoint, actions: 'read' })
    for (const endpoint of ['/schemas/*', '/schemas/*/*'])
      await site.request('POST', '/rbac/roles/it/endpoints', { workspace: '*', endpoint, actions: 'read' })
    const { code, stdout } = await limited('sync @it.yaml -w nope --force-workspace')
    expect([code, stdout]).toEqual([1, expect.stringContaining('failed  create workspace nope')])
    expect(stdout).toContain('you do not have permissions to create this resource')
    expect(stdout).toContain('skipped  create service s: "create workspace nope" did not succeed')
    const all = await limited('dump --all-workspaces -o @some')
    expect([all.code, all.stderr]).toEqual([5, expect.stringContaining('error  workspace other: ')])
    expect(readFileSync(join(site.cwd, 'some/it_dept.yaml'), 'utf8')).toContain('comment: of it_dept')
  })
})
