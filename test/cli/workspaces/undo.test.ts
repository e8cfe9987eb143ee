import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site } from './site.ts'

const before = `_format_version: "3.0"
_workspace: default
services: [{name: here, host: h}]
---
_format_version: "3.0"
_workspace: team
_workspace_settings: {comment: ours}
services: [{name: a, host: h, routes: [{name: r, paths: [/a]}]}]
consumers: [{username: u, keyauth_credentials: [{key: k}]}]
consumer_groups: [{name: g, consumers: [{username: u}]}]
`
const after = `_format_version: "3.0"
_workspace: default
services: [{name: here, host: moved}]
---
_format_version: "3.0"
_workspace: fresh
services: [{name: b, host: h}]
`

let site: Site

beforeAll(async () => {
  site = await openSite()
  writeFileSync(join(site.cwd, 'before.yaml'), before)
  writeFileSync(join(site.cwd, 'after.yaml'), after)
})
afterAll(() => site.close())

/** A dump of all workspaces; ids that the gateway gives are not in it. */
async function dumped(name: string): Promise<string> {
  expect((await site.keelson(`dump --all-workspaces -o @${name} --with-id`)).code).toBe(0)
  const files = readdirSync(join(site.cwd, name)).filter((each) => each.endsWith('.yaml'))
  return files.map((each) => `${each}\n${readFileSync(join(site.cwd, name, each), 'utf8')}`).join('')
}

describe('undo of a run over all workspaces', () => {
  it('makes again what was deleted, workspaces too, and deletes those that the run made', async () => {
    const first = await site.keelson('sync --all-workspaces @before.yaml --yes')
    expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('Backup:')])
    const was = await dumped('one')
    expect(
      (await site.keelson('sync --all-workspaces @after.yaml --prune-workspaces --allow-deletes 100% --yes')).code,
    ).toBe(0)
    expect(await site.names('/workspaces')).toEqual(['default', 'fresh'])
    const undone = await site.keelson('undo --yes')
    expect([undone.code, undone.stderr]).toEqual([0, expect.not.stringContaining('error')])
    expect(await site.names('/workspaces')).toEqual(['default', 'team'])
    expect(await dumped('two')).toBe(was)
    const [last] = readdirSync(join(site.cwd, '.keelson', 'runs'))
      .sort()
      .reverse()
    const again = await site.keelson(`undo ${last} --yes`)
    expect([again.code, again.stderr]).toEqual([0, expect.not.stringContaining('error')])
    expect(await site.names('/workspaces')).toEqual(['default', 'fresh'])
  })

  it('leaves a workspace that others have come to use, and so all the rest', async () => {
    await site.request('POST', '/fresh/services', { name: 'theirs', host: 'h' })
    const [run] = readdirSync(join(site.cwd, '.keelson', 'runs'))
      .sort()
      .reverse()
    const { code, stderr } = await site.keelson(`undo ${run} --yes`)
    expect([code, stderr]).toEqual([
      4,
      expect.stringContaining('delete the workspace fresh, which by now holds 1 entities'),
    ])
    expect(await site.names('/workspaces')).toEqual(['default', 'fresh'])
  })
})

describe('--on-failure rollback over all workspaces', () => {
  it('puts back what was applied in each of them', async () => {
    let armed = false
    const other = await openSite({
      intercept: ({ method, path }) =>
        armed && method === 'PUT' && path.startsWith('/fresh/') ? { status: 400, body: { message: 'no' } } : undefined,
    })
    try {
      writeFileSync(join(other.cwd, 'before.yaml'), before)
      writeFileSync(join(other.cwd, 'after.yaml'), after)
      expect((await other.keelson('sync --all-workspaces @before.yaml --yes')).code).toBe(0)
      armed = true
      const { code, stdout } = await other.keelson('sync --all-workspaces @after.yaml --yes --on-failure rollback')
      expect(code).toBe(1)
      expect(stdout).toContain('Rolling back what was applied:')
      expect(await other.names('/workspaces')).toEqual(['default', 'team'])
      expect((await other.request('GET', '/services/here')).host).toBe('h')
    } finally {
      await other.close()
    }
  })
})
