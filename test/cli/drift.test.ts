import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/kong/server.ts'
import { runCli } from './fake-world.ts'
import { reportOf } from './report-schema.ts'

let sandbox: Sandbox
let cwd = ''

const path = (name: string): string => join(cwd, name)
const file = (name: string, text: string): void => writeFileSync(path(name), text)
const keelson = (line: string, env: Record<string, string> = {}) =>
  runCli(line, { cwd, env: { KEELSON_ADDR: sandbox.url, ...env }, workflows: loadWorkflows() })
const admin = async (method: string, where: string, body?: object): Promise<void> => {
  const answer = await fetch(`${sandbox.url}${where}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(answer.status).toBeLessThan(300)
}
const firstOf = async (where: string): Promise<string> => {
  const answer = (await (await fetch(`${sandbox.url}${where}`)).json()) as { data: { id: string }[] }
  return `${where}/${answer.data[0]?.id}`
}
const writes = (): number =>
  ['PUT', 'POST', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (sandbox.requests[method] ?? 0), 0)
const records = (): string[] =>
  readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter((name) => /applied.*json$/.test(name))

const HEAD = '_format_version: "3.0"\n'
const BASE = `${HEAD}services:
- {name: users, host: users.local, port: 80, retries: 5, tags: [a, b]}
- name: orders
  host: orders.local
  routes:
  - {name: orders-v1, paths: [/orders]}
  - {name: orders-v2, paths: [/v2]}
plugins:
- name: rate-limiting
  config: {minute: 5, hour: 100, policy: local}
consumers:
- username: ann
  keyauth_credentials:
  - {key: ann-secret-key}
`

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'keelson-drift-'))
  file('kong.yaml', BASE)
  expect(await keelson('reset --yes --no-backup')).toMatchObject({ code: 0 })
  expect(await keelson(`sync ${path('kong.yaml')}`)).toMatchObject({ code: 0 })
})

describe('drift', () => {
  it('finds none after a sync, and writes nothing', async () => {
    const before = writes()
    const { code, stdout } = await keelson(`drift ${path('kong.yaml')}`)
    expect([code, stdout, writes()]).toEqual([0, 'No drift. 7 entities are as the state files say.\n', before])
  })

  it('tells for each field which side changed', async () => {
    await admin('PATCH', '/services/users', { port: 81, retries: 7 })
    file('kong.yaml', BASE.replace('retries: 5', 'retries: 9').replace('host: users.local', 'host: users-2.local'))
    const { code, stdout, stderr } = await keelson(`drift ${path('kong.yaml')}`)
    expect(code).toBe(2)
    expect(stdout).toBe(`~ update service users
      retries: 7 → 9 (changed in both)
      host: "users.local" → "users-2.local" (changed in the files)
      port: 81 → 80 (changed in the gateway)

Drift: 1 entity differs: 1 changed in both; 6 unchanged.
`)
    expect(stderr).toMatch(/Which side changed is told by the record of what sync applied on \d{4}-/)
  })

  it('looks into the configuration of plugins', async () => {
    await admin('PATCH', await firstOf('/plugins'), { config: { minute: 6 } })
    file('kong.yaml', BASE.replace('hour: 100', 'hour: 200'))
    const { stdout } = await keelson(`drift ${path('kong.yaml')}`)
    expect(stdout).toContain('config.minute: 6 → 5 (changed in the gateway)\n')
    expect(stdout).toContain('config.hour: 100 → 200 (changed in the files)\n')
  })

  it('tells what was made, deleted, taken out and added, and what was renamed', async () => {
    await admin('PUT', '/services/by-hand', { host: 'x' })
    await admin('DELETE', '/routes/orders-v1')
    await admin('PATCH', '/routes/orders-v2', { name: 'orders-two' })
    await admin('DELETE', '/consumers/ann')
    file('kong.yaml', `${BASE.replace(/plugins:\n.*\n.*\n/, '')}upstreams:\n- {name: new.local}\n`)
    const { code, stdout } = await keelson(`drift ${path('kong.yaml')}`)
    expect(code).toBe(2)
    const lines = stdout.split('\n').map((line) => line.trim())
    for (const line of [
      '- delete service by-hand (made in the gateway)',
      '+ create route orders-v1 (deleted in the gateway)',
      '+ create route orders-v2 (in the gateway it is orders-two by now)',
      '- delete route orders-two (in the files it is orders-v2)',
      '+ create consumer ann (deleted in the gateway)',
      '- delete plugin rate-limiting (taken out of the files)',
      '+ create upstream new.local (new in the files)',
    ])
      expect(lines).toContain(line)
    // Its key is secret, so that nobody can tell whether it was there.
    expect(lines.find((line) => line.startsWith('+ create key-auth'))).toMatch(/\(not known which side changed\)$/)
    expect(lines.at(-2)).toBe(
      'Drift: 8 entities differ: 5 changed in the gateway, 2 changed in the files, 1 not known; 2 unchanged.',
    )
  })
})

describe('the record', () => {
  it('is kept by a sync with nothing to do as well, and holds no value', async () => {
    expect(records()).toHaveLength(1)
    const [before] = records()
    expect(await keelson(`sync ${path('kong.yaml')}`)).toMatchObject({ code: 0 })
    expect(records()).toHaveLength(1)
    expect(records()[0]).not.toBe(before)
    const text = readFileSync(path(records()[0] ?? ''), 'utf8')
    expect(text).toContain('"kind":"service"')
    expect(text).not.toMatch(/users\.local|orders-v1|ann/)
  })

  it('is not there without a backup, and then nothing is told of sides', async () => {
    file('kong.yaml', BASE.replace('port: 80', 'port: 90'))
    expect(await keelson(`sync ${path('kong.yaml')} --no-backup`)).toMatchObject({ code: 0 })
    expect(records()).toEqual([])
    await admin('PATCH', '/services/users', { port: 81 })
    const { code, stdout, stderr } = await keelson(`drift ${path('kong.yaml')}`)
    expect(code).toBe(2)
    expect(stdout).toBe(`~ update service users\n      port: 81 → 90\n\nDrift: 1 entity differs; 6 unchanged.\n`)
    expect(stderr).toContain('has no record of what was applied here last, so it is not told which side changed')
  })

  it('goes even where nothing else of a run can be kept', async () => {
    rmSync(path('.keelson/leases'), { recursive: true })
    file('.keelson/leases', 'no folder')
    file('kong.yaml', BASE.replace('port: 80', 'port: 90'))
    const { code, stderr } = await keelson(`sync ${path('kong.yaml')} --no-backup`)
    expect([code, stderr]).toEqual([0, expect.stringContaining('nothing of this run is kept, and it cannot be undone')])
    expect(records()).toEqual([])
  })

  it('that a later run could not take away is not gone by', async () => {
    const [name = ''] = records()
    const old = readFileSync(path(name))
    file('kong.yaml', BASE.replace('port: 80', 'port: 90'))
    expect(await keelson(`sync ${path('kong.yaml')}`)).toMatchObject({ code: 0 })
    rmSync(path(records()[0] ?? ''))
    writeFileSync(path(name), old)
    await admin('PATCH', '/services/users', { port: 81 })
    const { code, stdout, stderr } = await keelson(`drift ${path('kong.yaml')}`)
    expect([code, stdout]).toEqual([
      2,
      '~ update service users\n      port: 81 → 90\n\nDrift: 1 entity differs; 6 unchanged.\n',
    ])
    expect(stderr).toMatch(
      /^warning {2}run \S+ \(keelson sync\) could not take away the record of what sync applied on \S+Z, so it is not told which side changed\n {4}hint: see to it that applied\/ in the store can be written; the next sync makes a new record\n/,
    )
    expect(await keelson(`sync ${path('kong.yaml')}`)).toMatchObject({ code: 0 })
    await admin('PATCH', '/services/users', { port: 82 })
    expect((await keelson(`drift ${path('kong.yaml')}`)).stdout).toContain('port: 82 → 90 (changed in the gateway)')
  })

  it('that cannot be read is none, with the reason', async () => {
    await admin('PATCH', '/services/users', { port: 81 })
    file('no-folder', '')
    const line = `drift ${path('kong.yaml')} --store ${path('no-folder')}`
    const { code, stdout, stderr } = await keelson(line)
    expect([code, stdout]).toEqual([
      2,
      '~ update service users\n      port: 81 → 80\n\nDrift: 1 entity differs; 6 unchanged.\n',
    ])
    expect(stderr).toMatch(
      /^warning {2}cannot read no-folder\/applied\/\S+: a part of the path is not a folder, so it is not told which side changed\n/,
    )
    await admin('PATCH', '/services/users', { port: 80 })
    expect(await keelson(line)).toMatchObject({ code: 0, stderr: '' })
  })

  it('keeps what a partial sync is not about', async () => {
    file('some.yaml', `${HEAD}services:\n- {name: users, host: users.local, port: 99, retries: 5, tags: [a, b]}\n`)
    expect(await keelson(`sync ${path('some.yaml')} --select-tag a,b --only services`)).toMatchObject({ code: 0 })
    await admin('PATCH', '/services/users', { retries: 1 })
    await admin('PATCH', '/routes/orders-v1', { paths: ['/other'] })
    const { stdout } = await keelson(`drift ${path('kong.yaml')}`)
    expect(stdout).toContain('port: 99 → 80 (changed in the files)')
    expect(stdout).toContain('retries: 1 → 5 (changed in the gateway)')
    expect(stdout).toContain('paths[0]: "/other" → "/orders" (changed in the gateway)')
  })

  it('tells of secrets by their fingerprints alone', async () => {
    const key = 'KEELSON_FINGERPRINT_KEY'
    const env = { [key]: 'ab'.repeat(32) }
    const hmac = (secret: string) => `${HEAD}consumers:
- username: bob
  hmacauth_credentials:
  - {username: bob, secret: ${secret}}
`
    file('secret.yaml', hmac('one'))
    const only = '--only consumers,hmacauth_credentials --exclude consumers:ann'
    expect(await keelson(`sync ${path('secret.yaml')} ${only}`, env)).toMatchObject({ code: 0 })
    await admin('PATCH', await firstOf('/consumers/bob/hmac-auth'), { secret: 'two' })
    const line = `drift ${path('secret.yaml')} ${only}`
    expect((await keelson(line, env)).stdout).toContain('secret: (secret, changed) (changed in the gateway)')
    expect((await keelson(line)).stdout).toContain('secret: (secret, changed) (not known which side changed)')
    file('secret.yaml', hmac('three'))
    expect((await keelson(line, env)).stdout).toContain('secret: (secret, changed) (changed in both)')
  })
})

describe('ignore', () => {
  beforeEach(async () => {
    await admin('PATCH', '/services/users', { port: 81, tags: ['a', 'b', 'c'] })
    await admin('PUT', '/services/by-hand', { host: 'x' })
  })

  it('leaves out fields and entities, of drift only', async () => {
    file('keelson.yaml', 'ignore:\n- {kind: services:u*, fields: [tags, "po*"]}\n- {kind: services:by-hand}\n')
    const { code, stdout } = await keelson(`drift ${path('kong.yaml')}`)
    expect([code, stdout]).toEqual([0, 'No drift. 6 entities are as the state files say. 2 more are ignored.\n'])
    expect((await keelson(`diff ${path('kong.yaml')}`)).stdout).toContain('port: 81 → 80')
  })

  it('adds what a target ignores', async () => {
    const target = `targets: {here: {addr: "${sandbox.url}", ignore: [{kind: services:by-hand}]}}\n`
    file('keelson.yaml', `ignore:\n- {kind: services, fields: [tags]}\n${target}`)
    const { code, stdout } = await keelson(`drift ${path('kong.yaml')} --target here`)
    expect(code).toBe(2)
    expect(stdout).toBe(`~ update service users
      port: 81 → 80 (changed in the gateway)

Drift: 1 entity differs: 1 changed in the gateway; 6 unchanged. 1 more is ignored.
`)
  })

  it('refuses what cannot be meant, with its place, before any request', async () => {
    file('keelson.yaml', 'ignore:\n- kind: services\n- kind: servces:x\n')
    const before = { ...sandbox.requests }
    const { code, stderr } = await keelson(`drift ${path('kong.yaml')}`)
    expect([code, sandbox.requests]).toEqual([3, before])
    expect(stderr).toContain('keelson.yaml:3:9')
    expect(stderr).toContain('there is no kind "servces"')
    file('keelson.yaml', 'ignore:\n- {kind: services, field: [tags]}\n')
    const wrong = await keelson(`drift ${path('kong.yaml')}`)
    expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringContaining('unknown key ignore.0.field')])
  })
})

describe('reports', () => {
  beforeEach(() => admin('PATCH', '/services/users', { port: 81 }))

  it('as JSON', async () => {
    const { code, stdout } = await keelson(`drift ${path('kong.yaml')} --output json`)
    expect(code).toBe(2)
    expect(reportOf(stdout)).toMatchObject({
      command: 'drift',
      status: 'changes',
      plan: { changes: [{ kind: 'service', cause: 'gateway', fields: [{ path: 'port', cause: 'gateway' }] }] },
      drift: {
        record: { command: 'sync' },
        summary: { differ: 1, gateway: 1, file: 0, both: 0, unknown: 0, ignored: 0 },
      },
    })
  })

  it('as Markdown and HTML', async () => {
    const markdown = await keelson(`drift ${path('kong.yaml')} --output markdown`)
    expect(markdown.stdout).toContain('+     port: 80 (changed in the gateway)')
    const html = await keelson(`drift ${path('kong.yaml')} --output html`)
    expect([markdown.code, html.code]).toEqual([2, 2])
    expect(html.stdout).toContain('changed in the gateway')
  })
})
