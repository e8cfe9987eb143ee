import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { SandboxOptions } from '../../../src/sandbox/kong/server.ts'
import { reportOf } from '../report-schema.ts'
import { openSite, type Site } from './site.ts'

/** Files of three workspaces in one. */
const stateOf = (host: string, names = ['a', 'b', 'default']): string =>
  names
    .map(
      (name) =>
        `_format_version: "3.0"\n_workspace: ${name}\nservices:\n- {name: s, host: ${host}}\n- {name: t, host: ${host}}\n`,
    )
    .join('---\n')

let site: Site | undefined
afterEach(() => site?.close())

async function open(options: SandboxOptions = {}): Promise<Site> {
  site = await openSite(options)
  writeFileSync(join(site.cwd, 'all.yaml'), stateOf('one.internal'))
  return site
}

/** Breaks the requests below a path while `on`. */
function breaker(start: string, method: string) {
  const state = { on: false }
  const intercept: NonNullable<SandboxOptions['intercept']> = (request) => {
    const hit = state.on && request.method === method && request.path.startsWith(start)
    return hit ? { status: 400, body: { message: 'broken on purpose' } } : undefined
  }
  return { state, intercept }
}

describe('a workspace that fails', () => {
  it('does not stop the others while it is written, and the report says which it was', async () => {
    const { state, intercept } = breaker('/b/services', 'PUT')
    const { keelson, names } = await open({ intercept })
    state.on = true
    const { code, stdout } = await keelson('sync --all-workspaces @all.yaml')
    expect([code, stdout]).toEqual([5, expect.stringContaining('\n3 workspaces; not done: b (partly).\n')])
    expect(stdout).toContain('Workspace a\nDone. 3 of 3 changes applied')
    expect(stdout).toMatch(/Workspace b\nfailed {2}create service s: .*broken on purpose/)
    expect(await names('/a/services')).toEqual(['s', 't'])
    state.on = false
    expect((await keelson('sync --all-workspaces @all.yaml')).code).toBe(0)
    expect((await keelson('diff --all-workspaces @all.yaml --exit-code')).code).toBe(0)
  })

  it('does not stop the others while it is read: plans and dumps', async () => {
    const { state, intercept } = breaker('/b/routes', 'GET')
    const { keelson, cwd } = await open({ intercept })
    expect((await keelson('sync --all-workspaces @all.yaml')).code).toBe(0)
    expect((await keelson('dump --all-workspaces -o @backup')).code).toBe(0)
    const before = readFileSync(join(cwd, 'backup/b.yaml'), 'utf8')
    state.on = true
    writeFileSync(join(cwd, 'new.yaml'), stateOf('two.internal'))
    const { code, stdout } = await keelson('sync --all-workspaces @new.yaml --output json')
    const report = reportOf(stdout)
    const parts = report.workspaces as { workspace: string; status: string; diagnostics: { message: string }[] }[]
    expect([code, parts.map(({ workspace, status }) => `${workspace} ${status}`)]).toEqual([
      5,
      ['a done', 'b failed', 'default done'],
    ])
    expect(parts[1]?.diagnostics[0]?.message).toContain('broken on purpose')
    const dumped = await keelson('dump --all-workspaces -o @backup')
    expect([dumped.code, dumped.stderr]).toEqual([
      5,
      expect.stringMatching(/error {2}workspace b: .*broken on purpose/),
    ])
    expect(readFileSync(join(cwd, 'backup/b.yaml'), 'utf8')).toBe(before)
    expect(readFileSync(join(cwd, 'backup/a.yaml'), 'utf8')).toContain('two.internal')
    expect(readFileSync(join(cwd, 'backup/manifest.json'), 'utf8')).toContain('"file": "b.yaml"')
    const one = await keelson('dump --all-workspaces -o @one.yaml')
    expect([one.code, readdirSync(cwd).includes('one.yaml')]).toEqual([1, false])
    state.on = false
    expect((await keelson('dump --all-workspaces -o @backup')).code).toBe(0)
  })

  it('keeps workspaces from going, but not from changing', async () => {
    const { state, intercept } = breaker('/a/services', 'PUT')
    const { keelson, names } = await open({ intercept })
    expect((await keelson('sync --all-workspaces @all.yaml')).code).toBe(0)
    writeFileSync(join(site?.cwd ?? '', 'less.yaml'), stateOf('two.internal', ['a', 'default']))
    state.on = true
    const line = 'sync --all-workspaces --prune-workspaces --allow-deletes 100% @less.yaml'
    const { code, stdout } = await keelson(line)
    expect([code, stdout]).toEqual([5, expect.stringContaining('not attempted  delete workspace b: another workspace')])
    expect(await names('/workspaces')).toEqual(['a', 'b', 'default'])
    state.on = false
    expect((await keelson(line)).code).toBe(0)
    expect(await names('/workspaces')).toEqual(['a', 'default'])
  })
})

describe('input of all workspaces', () => {
  it('is refused before any request for what is wrong in one', async () => {
    const { keelson, sandbox, cwd } = await open()
    writeFileSync(join(cwd, 'bad.yaml'), `${stateOf('one.internal')}plugins: [{name: corz}]\nroutes: [{nam: x}]\n`)
    const { code, stderr } = await keelson('sync --all-workspaces @bad.yaml')
    expect([code, stderr]).toEqual([3, expect.stringContaining('routes[0].nam')])
    expect(sandbox.requests).toEqual({})
  })

  it('is refused for a document without a workspace among others', async () => {
    const { keelson, cwd } = await open()
    writeFileSync(join(cwd, 'bad.yaml'), `${stateOf('one.internal')}---\n_format_version: "3.0"\nservices: []\n`)
    const { code, stderr } = await keelson('diff --all-workspaces @bad.yaml')
    expect([code, stderr]).toEqual([3, expect.stringContaining('does not say which workspace it is for')])
  })

  it('is refused by a guard in one before the first write of any', async () => {
    const { keelson, cwd, sandbox } = await open()
    expect((await keelson('sync --all-workspaces @all.yaml')).code).toBe(0)
    const emptied = stateOf('two.internal').replace(/(_workspace: b\n)services:\n(?:- .*\n)*/, '$1services: []\n')
    writeFileSync(join(cwd, 'empty.yaml'), emptied)
    const before = { ...sandbox.requests }
    const { code, stderr } = await keelson('sync --all-workspaces @empty.yaml')
    expect([code, stderr]).toEqual([4, expect.stringContaining('the state files hold no entity')])
    expect({ ...sandbox.requests, GET: 0 }).toEqual({ ...before, GET: 0 })
  })

  it('asks once, with the names of all that change', async () => {
    const { keelson, names } = await open()
    const { code, questions } = await keelson('sync --all-workspaces @all.yaml', {
      terminal: { stdin: true },
      answer: 'no',
    })
    expect([code, questions]).toEqual([
      4,
      [expect.stringMatching(/^Apply 8 changes in the workspaces a, b, default to/)],
    ])
    expect(await names('/workspaces')).toEqual(['default'])
  })
})

describe('open-source Kong', () => {
  it('is the one workspace that it has', async () => {
    const { keelson, cwd } = await open({ edition: 'community' })
    writeFileSync(join(cwd, 'plain.yaml'), '_format_version: "3.0"\nservices: [{name: s, host: h.internal}]\n')
    expect((await keelson('sync --all-workspaces @plain.yaml')).code).toBe(0)
    expect((await keelson('dump --all-workspaces -o @dumped.yaml')).code).toBe(0)
    expect(readFileSync(join(cwd, 'dumped.yaml'), 'utf8')).not.toContain('_workspace')
    expect((await keelson('dump --all-workspaces -o @folder')).code).toBe(0)
    expect(readdirSync(join(cwd, 'folder'))).toEqual(['default.yaml', 'manifest.json'])
    expect((await keelson('diff --all-workspaces @folder --exit-code')).code).toBe(0)
    const { code, stderr } = await keelson('sync --all-workspaces @all.yaml')
    expect([code, stderr]).toEqual([3, expect.stringContaining('no workspaces, and the files are for a, b')])
  })
})
