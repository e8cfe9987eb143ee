import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSite, type Site } from './site.ts'

const ROOT = 'token-of-root'
const HEAD = '_format_version: "3.0"\n'
/** What may refer to a service, but routes, which the narrow token may read. */
const HANGING = 'plugins, filter_chains, degraphql_routes, graphql_ratelimiting_cost_decorations'

let site: Site
const as = (token: string) => (line: string) => site.keelson(line, { env: { KEELSON_KONG_ADMIN_TOKEN: token } })
const root = as(ROOT)
/** May read and write services and routes, and reads schemas. */
const narrow = as('token-of-nan')
/** May read no services. */
const blind = as('token-of-rob')
const writes = (): number =>
  ['PUT', 'POST', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (site.sandbox.requests[method] ?? 0), 0)
const state = (name: string, text: string): void => writeFileSync(join(site.cwd, name), HEAD + text)

async function user(name: string, endpoints: readonly string[]): Promise<void> {
  await site.request('POST', '/rbac/roles', { name: `for-${name}` })
  for (const endpoint of ['/', '/schemas/*', '/schemas/*/*', ...endpoints])
    await site.request('POST', `/rbac/roles/for-${name}/endpoints`, { workspace: 'default', endpoint, actions: '*' })
  await site.request('POST', '/rbac/users', { name, user_token: `token-of-${name}` })
  await site.request('POST', `/rbac/users/${name}/roles`, { roles: `for-${name}` })
}

beforeAll(async () => {
  site = await openSite({ enforceRbac: true, adminToken: ROOT }, ROOT)
  await user('nan', ['/services', '/services/*', '/routes', '/routes/*'])
  await user('rob', ['/routes', '/routes/*'])
  state('h.yaml', 'services: [{name: s, host: h}]\n')
  state('i.yaml', 'services: [{name: s, host: i}]\n')
})
afterAll(() => site.close())
beforeEach(async () => {
  rmSync(join(site.cwd, '.keelson'), { recursive: true, force: true })
  await root('reset --yes --no-backup')
})

describe('a token that may read some kinds only', () => {
  it('rehearses, with a word of what could not be seen', async () => {
    for (const line of ['rehearse @h.yaml --only services', 'sync @h.yaml --only services --yes --rehearse']) {
      const { code, stdout, stderr } = await narrow(line)
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(
          /warning {2}this token may not read .*upstreams, targets, .*: what clashes with those is not seen\n/,
        ),
      ])
      expect(stdout).toContain('Rehearsal on a copy with 0 entities: 1 of 1 change succeeded.')
    }
  })

  it('is refused by the guard also where it may read none of the kinds asked for', async () => {
    const { code, stderr } = await blind('diff @h.yaml --only services')
    expect([code, stderr]).toEqual([
      4,
      `error  this token may not read services (403), so that no plan can be made for it
    hint: --exclude KIND leaves one out, --only KIND narrows the run to what the token is for; or use a token that may read them; the gateway says: rob, you do not have permissions to read this resource
`,
    ])
    const dumped = await blind('dump --only services --skip-unreadable -o @none.yaml')
    expect([dumped.code, dumped.stderr]).toEqual([1, expect.stringContaining('rob, you do not have permissions')])
  })

  it('undoes what it could change: no more is read than that takes', async () => {
    await root('sync @h.yaml --only services --yes')
    expect((await narrow('sync @i.yaml --only services --yes')).code).toBe(0)
    const { code, stdout } = await narrow('undo --yes')
    expect([code, stdout]).toEqual([0, expect.stringContaining('host: "i" → "h"')])
  })

  it('deletes nothing of which something unseen may hang, in a reset or an undo', async () => {
    expect((await narrow('sync @h.yaml --only services --yes')).code).toBe(0)
    const before = writes()
    const reset = await narrow('reset --only services --yes')
    expect([reset.code, reset.stderr]).toEqual([
      4,
      `error  this token may not read ${HANGING} (403), of which something may hang on what would be deleted
    hint: use a token that may read all of it
`,
    ])
    const undo = await narrow('undo --yes')
    expect([undo.code, undo.stderr]).toEqual([
      4,
      `error  this token may not read ${HANGING} (403), which the undo has to look at\n    hint: use a token that may read all of it\n`,
    ])
    expect(writes()).toBe(before)
  })

  it('changes nothing with --on-failure rollback where a rollback could not look', async () => {
    const before = writes()
    const { code, stderr } = await narrow('sync @h.yaml --only services --yes --on-failure rollback')
    expect([code, stderr, writes()]).toEqual([
      4,
      `error  nothing was changed, for there could be no rollback: this token may not read ${HANGING} (403), which the undo has to look at
    hint: leave out --on-failure
`,
      before,
    ])
    await root('sync @h.yaml --only services --yes')
    expect((await narrow('sync @i.yaml --only services --yes --on-failure rollback')).code).toBe(0)
  })
})
