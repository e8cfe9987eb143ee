import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/kong/server.ts'
import { runCli } from './fake-world.ts'
import { reportOf } from './report-schema.ts'

const HEAD = '_format_version: "3.0"\n'
const KEY = 'the-key-that-both-teams-chose'

let sandbox: Sandbox
let cwd = ''

const keelson = (line: string) => runCli(line, { cwd, env: { KEELSON_ADDR: sandbox.url }, workflows: loadWorkflows() })
const writes = (): number =>
  ['PUT', 'POST', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (sandbox.requests[method] ?? 0), 0)

function file(name: string, text: string): string {
  writeFileSync(join(cwd, name), HEAD + text)
  return join(cwd, name)
}

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ port: 0, ...options })
}

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'keelson-rehearse-'))
})
afterEach(() => sandbox.close())

const consumer = (name: string, tag: string): string => `consumers:
- username: ${name}
  tags: [${tag}]
  keyauth_credentials: [{key: ${KEY}, tags: [${tag}]}]
`

describe('a value that another team has', () => {
  let mine = ''
  beforeEach(async () => {
    await start()
    expect(await keelson(`sync ${file('b.yaml', consumer('bob', 'team-b'))} --yes`)).toMatchObject({ code: 0 })
    mine = file('a.yaml', consumer('alice', 'team-a'))
  })

  it('passes validate and diff, and is found by a rehearsal, which tells who has it and not what it is', async () => {
    expect(await keelson(`validate ${mine}`)).toMatchObject({ code: 0 })
    expect(await keelson(`diff ${mine} --select-tag team-a`)).toMatchObject({ code: 0 })
    const before = writes()
    const { code, stdout, stderr } = await keelson(`rehearse ${mine} --select-tag team-a`)
    expect([code, writes()]).toEqual([1, before])
    expect(stderr).toMatch(
      /a\.yaml:5:\d+ {2}error .*create key-auth .* would fail: PUT .* answered 409: UNIQUE violation/,
    )
    expect(stderr).toMatch(/hint: the key-auth [0-9a-f-]{36}, tagged team-b, has this key; widen the selection/)
    expect(stdout).toContain('Rehearsal on a copy with 2 entities: 1 of 2 changes would fail.')
    expect(stdout + stderr).not.toContain(KEY)
  })

  it('stops sync --rehearse before anything is written, and says so in JSON', async () => {
    const before = writes()
    const { code, stdout } = await keelson(`sync ${mine} --select-tag team-a --rehearse --yes --output json`)
    expect([code, writes()]).toEqual([4, before])
    const report = reportOf(stdout)
    expect(report.diagnostics).toMatchObject([{ code: 'would-fail', line: 5 }])
    expect(report.rehearsal).toMatchObject({ entities: 2, changes: 2, done: 1, failed: 1, untried: [] })
    expect(stdout).not.toContain(KEY)
  })

  it('counts as taken as long as it lives', async () => {
    const lasting = consumer('bob', 'team-b').replace(`key: ${KEY}`, `key: ${KEY}, ttl: 3600`)
    await keelson(`sync ${file('b.yaml', lasting)} --yes`)
    expect(await keelson(`rehearse ${mine} --select-tag team-a`)).toMatchObject({ code: 1 })
  })

  it('fails half-way without a rehearsal', async () => {
    expect(await keelson(`sync ${mine} --select-tag team-a --yes`)).toMatchObject({ code: 5 })
  })
})

describe('a rehearsal that finds nothing', () => {
  beforeEach(() => start())

  const STATE = `services:
- name: users
  host: h
  routes: [{name: users, paths: [/users]}]
  plugins: [{name: rate-limiting, config: {minute: 5, policy: local}}]
consumers:
- username: ann
  basicauth_credentials: [{username: ann, password: secret-of-ann}]
  keyauth_credentials: [{key: short-lived, ttl: 3600}]
upstreams:
- name: u
  targets: [{target: "10.0.0.1:80"}]
`

  it('never stands still between writes, since that would hold up the copy', async () => {
    const wait = vi.spyOn(Atomics, 'wait')
    const consumers = Array.from({ length: 700 }, (_, index) => `- username: c${index}\n`)
    const { code } = await keelson(`rehearse ${file('many.yaml', `consumers:\n${consumers.join('')}`)}`)
    expect([code, wait.mock.calls]).toEqual([0, []])
    wait.mockRestore()
  })

  it('goes on, and applies the plan; hashes and lifetimes are copied as they are', async () => {
    const path = file('all.yaml', STATE)
    const first = await keelson(`sync ${path} --rehearse --yes`)
    expect(first).toMatchObject({ code: 0 })
    expect(first.stdout).toContain('Rehearsal on a copy with 0 entities: 8 of 8 changes succeeded.')
    const less = file(
      'less.yaml',
      'services: [{name: users, host: other}]\nroutes: []\nplugins: []\nconsumers: []\nupstreams: []\nbasicauth_credentials: []\n',
    )
    const again = await keelson(`rehearse ${less} --prune --allow-deletes 100%`)
    expect(again).toMatchObject({ code: 0 })
    expect(again.stdout).toContain('Rehearsal on a copy with 8 entities: 8 of 8 changes succeeded.')
  })

  it('writes nothing for the command rehearse, and ends with 4 where a guard refuses', async () => {
    await keelson(`sync ${file('all.yaml', STATE)} --yes`)
    const before = writes()
    const { code, stderr } = await keelson(`rehearse ${file('none.yaml', 'services: []\n')}`)
    expect([code, writes()]).toEqual([4, before])
    expect(stderr).toContain('--allow-empty')
  })
})

describe('what a gateway has and the sandbox does not know', () => {
  const CUSTOM = JSON.stringify({
    type: 'object',
    properties: {
      config: {
        type: 'object',
        properties: { limit: { type: 'integer', 'x-kong': { type: 'integer', between: [1, 9], required: true } } },
        additionalProperties: false,
        'x-kong': { type: 'record', required: true },
      },
    },
    additionalProperties: false,
    'x-kong': { kind: 'record', entity_checks: [] },
  })

  it('is rehearsed by its own schema', async () => {
    await start({ ownSchemas: new Map([['plugins/ours.json', CUSTOM]]) })
    const good = await keelson(`rehearse ${file('good.yaml', 'plugins: [{name: ours, config: {limit: 3}}]\n')}`)
    expect(good).toMatchObject({ code: 0 })
    expect(good.stdout).toContain('1 of 1 change succeeded')
  })

  it('is said to be not rehearsed, and the rest is tried', async () => {
    await start({
      intercept: ({ path, method }) =>
        method === 'GET' && path.startsWith('/filter-chains')
          ? { status: 200, body: { data: [], next: null } }
          : undefined,
    })
    const chain = '  filter_chains: [{name: fc, filters: [{name: f, config: "x"}]}]\n'
    const { code, stdout } = await keelson(`rehearse ${file('fc.yaml', `services:\n- name: s\n  host: h\n${chain}`)}`)
    expect(stdout).toContain('Rehearsal on a copy with 0 entities: 1 of 2 changes succeeded, 1 not rehearsed.')
    expect(stdout).toContain('(the sandbox has no filter_chains)')
    expect(code).toBe(0)
  })

  it('is taken from what is shipped where the token may not read schemas', async () => {
    await start({
      intercept: ({ path, method }) =>
        method === 'GET' && path.startsWith('/schemas/') ? { status: 403, body: { message: 'no' } } : undefined,
    })
    const { code, stdout, stderr } = await keelson(`rehearse ${file('s.yaml', 'services: [{name: s, host: h}]\n')}`)
    expect(stderr).toContain("warning  this token may not read the gateway's schemas")
    expect([code, stdout.includes('1 of 1 change succeeded')]).toEqual([0, true])
  })
})

describe('workspaces', () => {
  it('finds a vault prefix or an id that another workspace has', async () => {
    await start({ edition: 'enterprise' })
    const vault = (id: string) => `vaults: [{name: env, prefix: shared, id: ${id}, config: {prefix: X_}}]\n`
    const one = file('one.yaml', vault('11111111-1111-4111-8111-111111111111'))
    const two = file('two.yaml', vault('22222222-2222-4222-8222-222222222222'))
    expect(await keelson(`sync ${one} --yes --workspace one`)).toMatchObject({ code: 0 })
    expect(await keelson(`diff ${two} --workspace two`)).toMatchObject({ code: 0 })
    const { code, stderr } = await keelson(`rehearse ${two} --workspace two`)
    expect(code).toBe(1)
    expect(stderr).toContain('in the workspace one, without tags, has this prefix')
  })

  it('rehearses all of them on one copy, and says which one it is about', async () => {
    await start({ edition: 'enterprise' })
    const of = (name: string, text: string) => file(`${name}.yaml`, `_workspace: ${name}\n${text}`)
    const vault = (id: string) => `vaults: [{name: env, prefix: same, id: ${id}, config: {prefix: X_}}]\n`
    const one = of('one', vault('11111111-1111-4111-8111-111111111111'))
    const two = of('two', vault('22222222-2222-4222-8222-222222222222'))
    const same = of('default', 'services: []\n')
    const before = writes()
    const { code, stdout, stderr } = await keelson(`sync ${one} ${two} ${same} --all-workspaces --rehearse --yes`)
    expect([code, writes()]).toEqual([4, before])
    expect(stdout).toContain('1 of 4 changes would fail')
    expect(stderr).toMatch(/(one|two)\.yaml:3:\d+ {2}error .*create vault same would fail/)
  })
})

describe('the copy', () => {
  it('has the router of the gateway', async () => {
    await start({ routerFlavor: 'expressions' })
    const route = (expression: string) =>
      `services:\n- name: s\n  host: h\n  routes: [{name: r, expression: '${expression}', priority: 5}]\n`
    const good = file('good.yaml', route('http.path == "/x"'))
    expect(await keelson(`sync ${good} --rehearse --yes`)).toMatchObject({ code: 0 })
    const again = await keelson(`rehearse ${file('more.yaml', route('http.path == "/y"'))}`)
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('1 of 1 change succeeded')])
  })

  it('lacks what the token may not read, and that is said', async () => {
    await start({
      intercept: ({ path }) => (path.startsWith('/vaults') ? { status: 403, body: { message: 'no' } } : undefined),
    })
    const path = file('s.yaml', 'services: [{name: s, host: h}]\n')
    const { code, stdout } = await keelson(`sync ${path} --exclude vaults --rehearse --yes --output json`)
    expect([code, reportOf(stdout).rehearsal]).toMatchObject([
      0,
      { done: 1, unseen: ['this token may not read vaults: what clashes with those is not seen'] },
    ])
  })

  it('has the version of the gateway, and its own schemas', async () => {
    await start({ version: '3.4.2' })
    const { code, stdout } = await keelson(`rehearse ${file('s.yaml', 'services: [{name: s, host: h}]\n')}`)
    expect([code, stdout]).toEqual([0, expect.stringContaining('1 of 1 change succeeded')])
  })
})

describe('other commands', () => {
  it('rehearses a reset and an undo', async () => {
    await start()
    const path = file('all.yaml', 'services: [{name: s, host: h, routes: [{name: r, paths: [/r]}]}]\n')
    expect(await keelson(`sync ${path} --yes`)).toMatchObject({ code: 0 })
    const undone = await keelson('undo --yes --rehearse')
    expect([undone.code, undone.stdout]).toEqual([0, expect.stringContaining('2 of 2 changes succeeded')])
    await keelson(`sync ${path} --yes`)
    const reset = await keelson('reset --yes --rehearse')
    expect([reset.code, reset.stdout]).toEqual([0, expect.stringContaining('2 of 2 changes succeeded')])
  })

  it('has nothing to do where nothing would change', async () => {
    await start()
    const { code, stdout } = await keelson(`rehearse ${file('none.yaml', 'services: []\n')}`)
    expect([code, stdout.includes('Rehearsal')]).toEqual([0, false])
  })

  it('refuses a gateway without a database', async () => {
    await start({ dbless: true })
    const { code, stderr } = await keelson(`rehearse ${file('s.yaml', 'services: [{name: s, host: h}]\n')}`)
    expect([code, stderr]).toEqual([4, expect.stringContaining('takes no changes')])
  })
})
