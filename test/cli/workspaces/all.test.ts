import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportOf } from '../report-schema.ts'
import { openSite, type Site } from './site.ts'

const NAMES = ['default', 'it_dept', 'Shop/1']
const SIZE = 20

/** A document with 5 × `SIZE` entities. */
function documentOf(workspace: string): string {
  const list = (one: (n: number) => string) => Array.from({ length: SIZE }, (_, n) => one(n)).join('\n')
  return `_format_version: "3.0"
_workspace: ${workspace}
${workspace === 'default' ? '' : `_workspace_settings: {comment: made for ${workspace}}\n`}services:
${list((n) => `- {name: s${n}, host: ${workspace.toLowerCase().replace(/\W/g, '')}.internal, routes: [{name: r${n}, paths: [/r${n}]}], plugins: [{name: key-auth}]}`)}
consumers:
${list((n) => `- {username: u${n}, keyauth_credentials: [{key: key-${n}-of-${workspace}}]}`)}
`
}

let site: Site
const path = (name: string): string => join(site.cwd, name)
const read = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(path(folder))
      .filter((name) => name !== 'manifest.json')
      .map((name) => [name, readFileSync(join(path(folder), name), 'utf8')]),
  )

beforeAll(async () => {
  site = await openSite()
  mkdirSync(path('wanted'))
  for (const [index, name] of NAMES.entries()) writeFileSync(path(`wanted/${index}.yaml`), documentOf(name))
})
afterAll(() => site.close())

describe('all workspaces in one run', () => {
  it('are planned by diff, each under its name', async () => {
    const { code, stdout, stderr } = await site.keelson('diff --all-workspaces @wanted --exit-code --quiet')
    expect([code, stderr]).toEqual([2, ''])
    expect(stdout).toContain('Workspace it_dept\n+ create workspace it_dept\n')
    expect(stdout.match(/^Plan: \d+ to create; 0 unchanged\.$/gm)).toEqual([
      'Plan: 101 to create; 0 unchanged.',
      'Plan: 100 to create; 0 unchanged.',
      'Plan: 101 to create; 0 unchanged.',
    ])
  })

  it('are made by sync, and a second one has nothing to do', async () => {
    const { code, stdout } = await site.keelson('sync --all-workspaces @wanted')
    expect([code, stdout.trimEnd().split('\n').at(-1)]).toEqual([0, '3 workspaces, all of them done.'])
    expect(await site.names('/workspaces')).toEqual(['Shop/1', 'default', 'it_dept'])
    expect((await site.names('/it_dept/services')).length).toBe(SIZE)
    const writes = () => ['PUT', 'POST', 'PATCH', 'DELETE'].map((method) => site.sandbox.requests[method] ?? 0)
    const before = writes()
    const again = await site.keelson('sync --all-workspaces @wanted --output json')
    expect([again.code, writes()]).toEqual([0, before])
    const report = JSON.parse(again.stdout) as { workspaces: { workspace: string; status: string }[] }
    expect(report.workspaces.map(({ workspace, status }) => `${workspace} ${status}`)).toEqual([
      'Shop/1 done',
      'default done',
      'it_dept done',
    ])
  })

  it('are dumped to a folder, and what a killed dump left there is removed', async () => {
    const left = ['.default.yaml.0123456789ab.tmp', '.manifest.json.0123456789ab.tmp']
    mkdirSync(path('again'))
    for (const name of left) {
      writeFileSync(join(path('again'), name), '')
      utimesSync(join(path('again'), name), 0, 0)
    }
    expect((await site.keelson('dump --all-workspaces -o @again/')).code).toBe(0)
    expect(readdirSync(path('again')).filter((name) => name.startsWith('.'))).toEqual([])
    expect(readdirSync(path('again'))).toContain('default.yaml')
  })

  it.each([
    ['a folder', '-o @backup/', '@backup'],
    ['one file', '-o @kong_backup.yaml', '@kong_backup.yaml'],
  ])('are dumped, wiped and restored from %s, to the byte', async (_, where, source) => {
    expect((await site.keelson(`dump --all-workspaces ${where}`)).code).toBe(0)
    const before = source === '@backup' ? read('backup') : readFileSync(path('kong_backup.yaml'), 'utf8')
    expect((await site.keelson(`validate --online -s ${source}`)).stdout).toContain(
      'Valid. 300 entities in 3 workspaces',
    )
    expect((await site.keelson('reset --all-workspaces --yes')).code).toBe(0)
    for (const name of ['it_dept', 'Shop%2F1']) await site.request('DELETE', `/workspaces/${name}`)
    expect(await site.names('/workspaces')).toEqual(['default'])
    expect(await site.names('/services')).toEqual([])
    expect((await site.keelson(`sync --all-workspaces -s ${source} --yes`)).code).toBe(0)
    expect((await site.keelson(`dump --all-workspaces ${where}`)).code).toBe(0)
    expect(source === '@backup' ? read('backup') : readFileSync(path('kong_backup.yaml'), 'utf8')).toEqual(before)
  })

  it('stand in a folder as files of their own, with a manifest, for their owner only', () => {
    expect(Object.keys(read('backup')).sort()).toEqual(['Shop%2F1.yaml', 'default.yaml', 'it_dept.yaml'])
    expect([statSync(path('backup')).mode & 0o777, statSync(path('backup/default.yaml')).mode & 0o777]).toEqual([
      0o700, 0o600,
    ])
    const manifest = JSON.parse(readFileSync(path('backup/manifest.json'), 'utf8'))
    expect(manifest.files.map((each: { workspace: string; counts: object }) => [each.workspace, each.counts])).toEqual(
      ['Shop/1', 'default', 'it_dept'].map((name) => [name, expect.objectContaining({ services: SIZE, vaults: 0 })]),
    )
  })

  it('are not written over what no dump has left there, unless forced', async () => {
    mkdirSync(path('other'))
    writeFileSync(path('other/it_dept.yaml'), 'mine: true\n')
    const { code, stderr } = await site.keelson('dump --all-workspaces -o @other')
    expect([code, stderr]).toEqual([4, expect.stringContaining('it_dept.yaml was not written by Keelson')])
    expect(readdirSync(path('other'))).toEqual(['it_dept.yaml'])
    expect((await site.keelson('dump --all-workspaces -o @other --force')).code).toBe(0)
  })

  it('leave a file for one workspace out of the others, and several without the option are an error', async () => {
    const { code, stderr } = await site.keelson('sync @backup')
    expect([code, stderr]).toEqual([3, expect.stringContaining('add --all-workspaces to work on all of them')])
    const json = await site.keelson('dump --all-workspaces --format json -o @x.json')
    expect([json.code, existsSync(path('x.json'))]).toEqual([3, false])
  })

  it('print and go to the current folder, too', async () => {
    const printed = await site.keelson('dump --all-workspaces -o -')
    expect([printed.code, printed.stdout]).toEqual([0, readFileSync(path('kong_backup.yaml'), 'utf8')])
    mkdirSync(path('here'))
    const { code, stdout } = await site.keelson('dump --all-workspaces --output json', { cwd: path('here') })
    expect([code, reportOf(stdout)]).toMatchObject([
      0,
      {
        dump: { folder: path('here'), secrets: true },
        workspaces: [{ file: 'Shop%2F1.yaml' }, {}, { status: 'done' }],
      },
    ])
    expect(Object.keys(read('here')).length).toBe(3)
  })
})

describe('emptying all workspaces', () => {
  it('is asked for by their names', async () => {
    const { code, questions } = await site.keelson('reset --all-workspaces --quiet', {
      terminal: { stdin: true },
      answer: 'no',
    })
    expect([code, questions]).toEqual([
      4,
      [
        expect.stringMatching(
          /^Empty the workspaces Shop\/1, default, it_dept of http:\S+, 300 changes, 300 of them del/,
        ),
      ],
    ])
  })
})

describe('workspaces without a file', () => {
  it('are left alone and named', async () => {
    rmSync(path('backup/it_dept.yaml'))
    const { code, stdout, stderr } = await site.keelson('diff --all-workspaces @backup --exit-code')
    expect([code, stderr]).toEqual([0, expect.stringContaining('left alone: it_dept (--prune-workspaces)')])
    expect(stdout).not.toContain('delete')
  })

  it('go with --prune-workspaces, guarded, every delete a line', async () => {
    const { code, stdout, stderr } = await site.keelson('sync --all-workspaces --prune-workspaces @backup')
    expect([code, stderr]).toEqual([
      4,
      expect.stringContaining(
        'workspace it_dept: this would delete the workspace with all that it holds: services (20), routes (20), consumers (20), keyauth_credentials (20), plugins (20)',
      ),
    ])
    expect(stderr).toContain('--allow-deletes 20 or 100% lifts this guard')
    expect(stdout.match(/^ *- delete (service|route|consumer|workspace) /gm)?.length).toBe(61)
    expect((await site.names('/it_dept/services')).length).toBe(SIZE)
    const sure = await site.keelson('sync --all-workspaces --prune-workspaces --allow-deletes 100% @backup')
    expect(sure.code).toBe(0)
    expect(await site.names('/workspaces')).toEqual(['Shop/1', 'default'])
  })

  it('lose their file with the next dump', async () => {
    writeFileSync(path('backup/it_dept.yaml'), documentOf('it_dept'))
    expect((await site.keelson('dump --all-workspaces -o @backup')).code).toBe(0)
    expect(Object.keys(read('backup')).sort()).toEqual(['Shop%2F1.yaml', 'default.yaml'])
  })
})
