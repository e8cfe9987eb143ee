import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/kong/server.ts'
import { runCli } from './fake-world.ts'

const STATE = `_format_version: "3.0"
services:
- name: shop
  host: shop.internal
  routes: [{name: shop-v1, paths: [/shop]}]
consumers:
- username: alice
- username: svc-billing
  keyauth_credentials: [{key: billing-key}]
  plugins: [{name: rate-limiting, config: {minute: 5}}]
plugins:
- {name: prometheus, tags: [legacy]}
- {name: cors}
`
const CONFIG = `exclude: [consumers:svc-*]
targets:
  shop: {exclude: [plugins:tag=legacy]}
`

let sandbox: Sandbox
let cwd = ''

/** Runs a command line; names of YAML files are those of the folder. */
function keelson(line: string, env: Record<string, string> = {}) {
  const words = line.split(' ').map((word) => (word.endsWith('.yaml') ? join(cwd, word) : word))
  return runCli(words, { cwd, env: { KEELSON_ADDR: sandbox.url, ...env }, workflows: loadWorkflows() })
}

/** What must not be touched, as the Admin API gives it. */
async function exempt(): Promise<unknown[]> {
  const consumer = await get('/consumers/svc-billing')
  const plugins = ((await get('/plugins')) as { data: { name: string; consumer: unknown }[] }).data
  const own = plugins.filter(({ name, consumer: scope }) => name === 'prometheus' || scope !== null)
  return [consumer, await get('/consumers/svc-billing/key-auth'), ...own.sort((a, b) => (a.name < b.name ? -1 : 1))]
}

async function get(path: string): Promise<unknown> {
  return (await fetch(sandbox.url + path)).json()
}

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  cwd = mkdtempSync(join(tmpdir(), 'keelson-exclusion-'))
  writeFileSync(join(cwd, 'kong.yaml'), STATE)
  expect(await keelson('sync kong.yaml')).toMatchObject({ code: 0 })
  writeFileSync(join(cwd, 'keelson.yaml'), CONFIG)
}, 60_000)

afterAll(() => sandbox?.close())

describe('the exclusion list of a target', () => {
  it('holds in dump, diff, sync and reset, and leaves the excluded as it is', async () => {
    const before = await exempt()
    expect(before).toHaveLength(4)
    expect(await keelson('dump --target shop -o dump.yaml')).toMatchObject({ code: 0 })
    const dumped = readFileSync(join(cwd, 'dump.yaml'), 'utf8')
    expect(dumped).toMatch(/^# Leaves out, with what belongs to them: consumers:svc-\*, plugins:tag=legacy$/m)
    expect(dumped).not.toMatch(/billing|prometheus|rate-limiting/)
    expect(await keelson('diff dump.yaml --target shop --exit-code')).toMatchObject({ code: 0, stderr: '' })

    writeFileSync(join(cwd, 'new.yaml'), dumped.replace('shop.internal', 'shop2.internal').replace('alice', 'bob'))
    expect(await keelson('sync new.yaml --target shop --allow-deletes 1')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Done. 3 of 3 changes applied'),
    })
    expect(await exempt()).toEqual(before)

    expect(await keelson('reset --target shop --yes')).toMatchObject({ code: 0 })
    expect(await exempt()).toEqual(before)
    expect(await keelson('dump --target shop -o -')).toMatchObject({
      code: 0,
      stdout: expect.not.stringMatching(/^[a-z]\w*s:/m),
    })
  })

  it('names what it leaves alone in a file, with its place; --strict refuses that', async () => {
    const warned = await keelson('diff kong.yaml --target shop')
    expect(warned).toMatchObject({ code: 0, stdout: expect.stringContaining('4 to create') })
    expect(warned.stderr).toMatch(
      /\/kong\.yaml:8:3 {2}warning {2}consumers\[1\] {2}consumers in the state files that are excluded, .*: svc-billing$/m,
    )
    expect(warned.stderr).toMatch(/\/kong\.yaml:12:3 {2}warning {2}plugins\[0\] .*: prometheus$/m)
    const strict = await keelson('sync kong.yaml --target shop', { KEELSON_STRICT: 'true' })
    expect(strict).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/\/kong\.yaml:8:3 {2}error /m) })
  })

  it('gives way to a narrower or a stronger entry', async () => {
    expect((await keelson('diff kong.yaml --include consumers:svc-billing')).stderr).toBe('')
    expect((await keelson('diff kong.yaml', { KEELSON_INCLUDE: 'consumers:svc-*' })).stderr).toBe('')
    expect((await keelson('diff kong.yaml --include consumers')).stderr).toContain('svc-billing')
  })

  it('is checked: unknown kinds, empty patterns, what cannot be included', async () => {
    const asked: [string, string][] = [
      ['--exclude consumerz', 'there is no kind "consumerz"\n    hint: did you mean consumers?\n'],
      ['--only route_s', 'there is no kind "route_s"\n    hint: did you mean routes?\n'],
      ['--exclude nonsense', 'there is no kind "nonsense"\n    hint: `keelson kinds` lists them\n'],
      ['--exclude consumers:', '"consumers:" names nothing after the colon'],
      [
        '--include keyring',
        'keyring cannot be included: never part of a state file; custody of keys has commands of its own',
      ],
      ['--include developer-portal', 'developer-portal cannot be included: never part of a state file'],
    ]
    for (const [option, message] of asked) {
      expect(await keelson(`dump ${option}`)).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringContaining(message),
      })
    }
  })

  it('is told by kinds as far as it is the default', async () => {
    const { stdout } = await keelson('kinds')
    const left = ['rbac_users', 'rbac_roles', 'rbac_permissions', 'rbac_groups', 'admins', 'licenses', 'event_hooks']
    for (const section of [...left, 'keyring', 'developer_portal'])
      expect(stdout).toMatch(new RegExp(`^ \\S+ +${section} .* no +\\w`, 'm'))
  })
})
