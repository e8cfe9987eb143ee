import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/kong/server.ts'
import { runCli } from './fake-world.ts'

// Made for this test; it expired on 2026-11-20.
const EXPIRED = `-----BEGIN CERTIFICATE-----
MIIBJjCBzQIUAgWh8pa4u68IuGXYuKU8HIGwcPUwCgYIKoZIzj0EAwIwFjEUMBIG
A1UEAwwLb2xkLmV4YW1wbGUwHhcNMjYxMTIxMTcwMDI3WhcNMjYxMTIwMTcwMDI3
WjAWMRQwEgYDVQQDDAtvbGQuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABDIzJZIX+lG+IBPkZk3o+ZsVoWlvLHFtm9pLtcmEzbJcmuWnWPsYXJsqmbT8
7/jAlF6eCCBXhCkV0MwCdZIK3qIwCgYIKoZIzj0EAwIDSAAwRQIga4YKqe/XI1hB
3ZaiIBL1WEDR+G4c02Y2rrtgi0qtKLMCIQDhHqIkRMf4Ng2UxPp91bRtSaX/mhAY
E9ibMvkesydYLA==
-----END CERTIFICATE-----
`
const ITS_KEY = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIEj6R9CmjBQdaeNelUPrY25VReRFbl8Ifiw5SM0DjAckoAoGCCqGSM49
AwEHoUQDQgAEMjMlkhf6Ub4gE+RmTej5mxWhaW8scW2b2ku1yYTNslya5adY+xhc
myqZtPzv+MCUXp4IIFeEKRXQzAJ1kgreog==
-----END EC PRIVATE KEY-----
`
const HEAD = '_format_version: "3.0"\n'
const services = (names: string[]) =>
  `${HEAD}services:\n${names.map((name) => `- {name: ${name}, host: h}\n`).join('')}`

let sandbox: Sandbox
let cwd = ''

const keelson = (line: string, env: Record<string, string> = {}) =>
  runCli(line, { cwd, env: { KEELSON_ADDR: sandbox.url, ...env }, workflows: loadWorkflows() })
const path = (name: string): string => join(cwd, name)
const file = (name: string, text: string): void => writeFileSync(path(name), text)
const writes = (): number =>
  ['PUT', 'POST', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (sandbox.requests[method] ?? 0), 0)

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'keelson-guards-'))
  file('all.yaml', services(['prod-a', 'prod-b', 'test-a', 'test-b']))
  expect(await keelson(`sync ${path('all.yaml')} --only services`)).toMatchObject({ code: 0 })
})

describe('protect', () => {
  it('stops a delete of what it names, with the numbers and the way out', async () => {
    file('keelson.yaml', 'protect: [services:prod-*]\n')
    file('less.yaml', services(['prod-b']))
    const before = writes()
    const refused = await keelson(`sync ${path('less.yaml')} --only services --allow-deletes 100%`)
    expect([refused.code, writes()]).toEqual([4, before])
    expect(refused.stderr).toContain(
      'this would delete 1 of 4 of kind service, which is protected: prod-a (services:prod-*)',
    )
    expect(refused.stderr).toContain('hint: --allow-protected lifts this guard')
    const line = `sync ${path('less.yaml')} --only services --allow-deletes 100% --allow-protected`
    expect(await keelson(line)).toMatchObject({ code: 0 })
  })

  it('adds up over the sources, and holds for a reset', async () => {
    file('keelson.yaml', 'protect: [services:prod-a]\n')
    const before = writes()
    const { code, stderr } = await keelson('reset --yes --only services --protect services:test-a')
    expect([code, writes()]).toEqual([4, before])
    expect(stderr).toContain(
      'this would delete 2 of 4 of kind service, which are protected: prod-a (services:prod-a), test-a (services:test-a)',
    )
  })

  it('lets everything else go, and everything change', async () => {
    file(
      'less.yaml',
      `${HEAD}services:\n- {name: prod-a, host: other}\n- {name: prod-b, host: h}\n- {name: test-a, host: h}\n`,
    )
    const line = `sync ${path('less.yaml')} --only services --protect services:prod-*`
    expect(await keelson(line)).toMatchObject({ code: 0 })
  })

  it('is wrong input where it names no kind', async () => {
    const { code, stderr } = await keelson(`diff ${path('all.yaml')} --protect servces:a`)
    expect(code).toBe(3)
    expect(stderr).toContain('there is no kind "servces"')
  })
})

describe('a read-only target', () => {
  it('takes no change, and is not even asked', async () => {
    file('keelson.yaml', `targets:\n  prod: {addr: "${sandbox.url}", read-only: true}\n`)
    const before = { ...sandbox.requests }
    for (const line of [`sync ${path('all.yaml')}`, `apply ${path('all.yaml')}`, 'reset --yes', 'keyring generate']) {
      const { code, stderr } = await keelson(`${line} --target prod`)
      expect([line, code]).toEqual([line, 4])
      expect(stderr).toMatch(/target prod is read-only \(.*keelson\.yaml:2:\d+\); nothing was changed/)
      expect(stderr).toContain('--read-only=false lifts this guard')
    }
    expect(sandbox.requests).toEqual(before)
    expect(await keelson(`diff ${path('all.yaml')} --only services --target prod`)).toMatchObject({ code: 0 })
    const lifted = await keelson(`sync ${path('all.yaml')} --only services --target prod --read-only=false`)
    expect(lifted).toMatchObject({ code: 0 })
  })
})

describe('the gateway that a dump is of', () => {
  const manifest = (): { target: Record<string, string> } =>
    JSON.parse(readFileSync(path('backup/manifest.json'), 'utf8'))
  const edited = async (change: (target: Record<string, string>) => void): Promise<string> => {
    expect(await keelson(`dump --all-workspaces -o ${path('backup')}`)).toMatchObject({ code: 0 })
    const data = manifest()
    change(data.target)
    file('backup/manifest.json', JSON.stringify(data))
    file('backup/default.yaml', services(['prod-a', 'prod-b', 'test-a', 'test-b', 'new']))
    return `sync ${path('backup/default.yaml')}`
  }

  it('must be the target', async () => {
    const line = await edited((target) => {
      target.identity = 'postgres://elsewhere:5432/kong'
    })
    const before = writes()
    const { code, stderr } = await keelson(line)
    expect([code, writes()]).toEqual([4, before])
    expect(stderr).toMatch(/default\.yaml is a dump of postgres:\/\/elsewhere:5432\/kong, and the target is \S+\n/)
    expect(stderr).toContain('--allow-other-target lifts this guard')
    expect(await keelson(`${line} --allow-other-target`)).toMatchObject({ code: 0 })
  })

  it('must not be newer than the target', async () => {
    const line = await edited((target) => {
      target.version = '3.11.0.2'
    })
    const { code, stderr } = await keelson(line)
    expect(code).toBe(4)
    expect(stderr).toContain('is a dump of version 3.11.0.2, and the target has 3.9.3')
    expect(stderr).toContain('--allow-older-target lifts this guard')
    expect(await keelson(`${line} --allow-older-target`)).toMatchObject({ code: 0 })
  })

  it('may be an older one, or the configured identity another one where that is allowed', async () => {
    const line = await edited((target) => {
      target.version = '3.4.1'
    })
    file('keelson.yaml', 'identity: postgres://elsewhere:5432/kong\n')
    expect(await keelson(line)).toMatchObject({ code: 4 })
    expect(await keelson(`${line} --allow-other-target`)).toMatchObject({ code: 0 })
  })
})

describe('a certificate that has expired', () => {
  const state = (tags: string): string =>
    `${HEAD}certificates:\n- id: 00000000-0000-4000-8000-000000000001\n  tags: ${tags}\n  cert: ${JSON.stringify(EXPIRED)}\n  key: ${JSON.stringify(ITS_KEY)}\n`

  it('is not written, but once it is there it stops no other change', async () => {
    file('certificate.yaml', state('[a]'))
    const line = `sync ${path('certificate.yaml')} --only certificates`
    const { code, stderr } = await keelson(line)
    expect(code).toBe(4)
    expect(stderr).toMatch(/create certificate .*: its certificate expired 2026-11-20T17:00:27Z/)
    expect(stderr).toContain('--allow-expiring lifts this guard')
    expect(await keelson(`${line} --allow-expiring`)).toMatchObject({ code: 0 })
    file('certificate.yaml', state('[a, b]'))
    expect(await keelson(line)).toMatchObject({ code: 0 })
    const { code: found, stdout } = await keelson(`report ${path('certificate.yaml')} --only certificates`)
    expect([found, stdout]).toEqual([0, expect.stringContaining('2026-11-20T17:00:27Z')])
  })
})
