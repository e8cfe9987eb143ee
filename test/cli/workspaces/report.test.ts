import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reportOf } from '../report-schema.ts'
import { openSite, type Site } from './site.ts'

let site: Site
const documentOf = (workspace: string, names: readonly string[]): string =>
  `_format_version: "3.0"\n_workspace: ${workspace}\nservices: [${names.map((name) => `{name: ${name}, host: h}`).join(', ')}]\n`
const write = (name: string, ...documents: string[]): void =>
  writeFileSync(join(site.cwd, name), documents.join('---\n'))
const writes = (): number =>
  ['PUT', 'POST', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (site.sandbox.requests[method] ?? 0), 0)

async function rowsOf(line: string) {
  const { code, stdout } = await site.keelson(`report --all-workspaces @less.yaml ${line} --output json`)
  const report = reportOf(stdout)
  const found = report.inconsistencies as unknown as Record<string, string>[]
  return {
    code,
    found,
    rows: found.map(({ level, workspace, entity, code: what }) => [level, workspace, entity, what]),
  }
}

beforeEach(async () => {
  site = await openSite()
  write('all.yaml', documentOf('one', ['a']), documentOf('two', ['b', 'c']))
  write('less.yaml', documentOf('one', ['a']))
  await site.keelson('sync --all-workspaces @all.yaml --yes')
})
afterEach(() => site.close())

describe('keelson report --prune-workspaces', () => {
  it('tells that a workspace which no file is for holds something, as diff does', async () => {
    const before = writes()
    const { code, found, rows } = await rowsOf('--prune-workspaces')
    expect([code, rows, writes()]).toEqual([1, [['error', 'two', '', 'prune-workspace']], before])
    expect(found[0]).toMatchObject({
      reason: 'this would delete the workspace with all that it holds: services (2)',
      resolution: '--allow-deletes 2 or 100% lifts this guard',
    })
    expect(await rowsOf('--prune-workspaces --allow-deletes 2')).toMatchObject({ code: 0, rows: [] })
    const { stdout } = await site.keelson(
      'report --all-workspaces @less.yaml --prune-workspaces --allow-deletes 2 --full',
    )
    for (const name of ['b', 'c', 'two']) expect(stdout).toMatch(new RegExp(`│ delete │[^\\n]*│ ${name} `))
  })

  it('finds what the plan is not about, for which the gateway would refuse to delete it, as sync shows', async () => {
    await site.request('POST', '/two/rbac/roles', { name: 'night-shift' })
    const line = '--prune-workspaces --allow-deletes 2'
    const { code, found } = await rowsOf(line)
    expect(code).toBe(1)
    expect(found).toMatchObject([
      {
        level: 'error',
        workspace: 'two',
        code: 'workspace-holds',
        configuration: 'rbac_roles',
        reason: expect.stringContaining('would leave rbac_roles (1) in it'),
        resolution: expect.stringContaining('--include rbac_roles'),
      },
    ])
    const synced = await site.keelson(`sync --all-workspaces @less.yaml ${line} --yes`)
    expect([synced.code, synced.stdout]).toEqual([5, expect.stringContaining('Workspace is not empty')])
  })

  it('finds nothing against it once such kinds are included', async () => {
    await site.request('POST', '/two/rbac/roles', { name: 'night-shift' })
    const line = '--prune-workspaces --allow-deletes 2 --include rbac_roles'
    expect(await rowsOf(line)).toMatchObject({ code: 0, rows: [] })
    expect((await site.keelson(`sync --all-workspaces @less.yaml ${line} --yes`)).code).toBe(0)
    expect(await site.names('/workspaces')).toEqual(['default', 'one'])
  })

  it('rehearses it too', async () => {
    const { code } = await rowsOf('--prune-workspaces --allow-deletes 2 --include-rehearsal')
    expect(code).toBe(0)
  })

  it('takes nothing for gone that a file with mistakes may speak for', async () => {
    write('more.yaml', '_workspace: two\nservices: [{name: b')
    const { code, stdout } = await site.keelson('report --all-workspaces @less.yaml @more.yaml --prune-workspaces')
    expect([code, stdout]).toEqual([3, ''])
  })

  it('is left alone and named without the option, and never seen in part', async () => {
    const { code, stderr } = await site.keelson('report --all-workspaces @less.yaml')
    expect([code, stderr]).toEqual([0, expect.stringContaining('left alone: two (--prune-workspaces)')])
    const narrow = await site.keelson('report --all-workspaces @less.yaml --prune-workspaces --only services')
    expect([narrow.code, narrow.stderr]).toEqual([
      3,
      expect.stringContaining('--prune-workspaces deletes workspaces whole'),
    ])
  })
})

describe('keelson report --all-workspaces', () => {
  it('says of no workspace what is about the gateway as a whole', async () => {
    write('keelson.yaml', 'identity: postgres://elsewhere:5432/kong\n')
    const { code, rows } = await rowsOf('--full')
    expect([code, rows]).toEqual([1, [['error', undefined, '', 'other-target']]])
    const listed = await site.keelson('report --all-workspaces @less.yaml --output csv')
    expect(listed.stdout.split('\r\n')[1]).toMatch(/^error,,,,,/)
    const narrowed = await rowsOf('--kind services')
    expect([narrowed.code, narrowed.rows]).toEqual([1, []])
  })
})

describe('keelson show of a plan for all workspaces', () => {
  it('ends as diff does, and says that other workspaces stay', async () => {
    write('more.yaml', documentOf('one', ['a', 'd']), documentOf('two', ['b', 'c']))
    const planned = await site.keelson('diff --all-workspaces @more.yaml --out @plan.json')
    const shown = await site.keelson('show @plan.json')
    const end = '\n2 workspaces, 1 of them with changes.\n'
    expect([planned.stdout.endsWith(end), shown.stdout.endsWith(end)]).toEqual([true, true])
    expect(shown.stdout).toBe(planned.stdout)
    const left = 'Workspaces that no file is for are left alone.\n'
    expect(shown.stderr).toContain(left)
    await site.keelson('diff --all-workspaces @less.yaml --prune-workspaces --allow-deletes 2 --out @gone.json')
    const pruning = await site.keelson('show @gone.json')
    expect(pruning.stdout).toContain('delete workspace two')
    expect(pruning.stderr).not.toContain(left)
  })
})
