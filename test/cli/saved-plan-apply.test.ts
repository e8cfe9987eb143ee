import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reportOf } from './report-schema.ts'
import { openSite, type Site } from './workspaces/site.ts'

const START = `_format_version: "3.0"
services:
- {name: users, host: users.internal}
- {name: orders, host: orders.internal}
`
/** Changes one service, brings another, and says nothing of the third. */
const WANTED = `_format_version: "3.0"
services:
- {name: users, host: users.example}
- {name: billing, host: billing.internal}
`

let site: Site
const path = (name: string): string => join(site.cwd, name)
const keelson = (line: string, env: Record<string, string> = {}) => site.keelson(line, { env })
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''
const writes = (): number[] => ['PUT', 'POST', 'PATCH', 'DELETE'].map((method) => site.sandbox.requests[method] ?? 0)

beforeEach(async () => {
  site = await openSite({ edition: 'community' })
  writeFileSync(path('kong.yaml'), START)
  await keelson('sync @kong.yaml')
  writeFileSync(path('kong.yaml'), WANTED)
})
afterEach(() => site.close())

describe('a plan for apply', () => {
  it('is what apply would do: no deletes', async () => {
    const diff = await keelson('diff @kong.yaml --for apply')
    expect([diff.code, diff.stdout]).toEqual([
      0,
      expect.stringContaining('Plan: 1 to create, 1 to update; 0 unchanged.'),
    ])
    expect((await keelson('diff @kong.yaml', { KEELSON_FOR: 'apply' })).stdout).toBe(diff.stdout)
    const applied = await keelson('apply @kong.yaml --output json')
    expect(reportOf(applied.stdout)).toMatchObject({ plan: { summary: { create: 1, update: 1, delete: 0 } } })
  })

  it('is saved, shown and applied by apply, and what it does not name stays', async () => {
    const saved = await keelson('diff @kong.yaml --for apply --out @plan.json --out-file @diff.md')
    expect(saved.code).toBe(0)
    const next = `Next: \`keelson apply --plan ${path('plan.json')} ${path('kong.yaml')}\``
    expect(lastLine(readFileSync(path('diff.md'), 'utf8'))).toBe(next)
    const shown = await keelson('show @plan.json')
    expect([shown.stdout, shown.stderr]).toEqual([saved.stdout, expect.stringContaining('It is for keelson apply')])
    expect(lastLine((await keelson('show @plan.json --output markdown')).stdout)).toContain('keelson apply --plan')
    const { code, stdout } = await keelson('apply --plan @plan.json @kong.yaml --output markdown')
    expect([code, stdout]).toEqual([0, expect.stringContaining('2 of 2 changes applied')])
    expect(lastLine(stdout)).toBe(`Next: \`keelson diff ${path('kong.yaml')} --for apply\``)
    expect(await site.names('/services')).toEqual(['billing', 'orders', 'users'])
    expect((await site.keelson('runs --output json')).stdout).toContain('"command": "apply"')
  })

  it('needs no file and takes the key of fingerprints', async () => {
    const key = { KEELSON_FINGERPRINT_KEY: '0123456789abcdef'.repeat(4) }
    const secret = 'consumers:\n- username: alice\n  keyauth_credentials: [{key: a-secret-of-alice}]\n'
    writeFileSync(path('kong.yaml'), WANTED + secret)
    await keelson('diff @kong.yaml --for apply --out @plan.json', key)
    expect((await keelson('apply --plan @plan.json')).stderr).toContain('no key was given')
    expect((await keelson('apply --plan @plan.json', key)).code).toBe(0)
  })

  it('is refused when it is stale', async () => {
    await keelson('diff @kong.yaml --for apply --out @plan.json')
    await site.request('PATCH', '/services/users', { retries: 9 })
    const before = writes()
    const { code, stderr } = await keelson('apply --plan @plan.json')
    expect([code, writes()]).toEqual([4, before])
    expect(stderr).toContain('update service users: retries was 5 when the plan was made, and is 9 now')
  })

  it.each([
    ['--for apply ', 'sync', 'plan.json is a plan for apply, and sync does not apply it', 'keelson apply --plan FILE'],
    ['', 'apply', 'plan.json is a plan for sync, and apply does not apply it', 'keelson sync --plan FILE, or make one'],
  ])('and one for sync are not mixed up: diff %s, then %s', async (more, command, message, hint) => {
    await keelson(`diff @kong.yaml ${more}--allow-deletes 1 --out @plan.json`)
    const before = writes()
    const { code, stderr } = await keelson(`${command} --plan @plan.json @kong.yaml --yes`)
    expect([code, writes()]).toEqual([3, before])
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
  })

  it('goes for rehearsals and reports too', async () => {
    const rehearsed = await keelson('rehearse @kong.yaml --for apply')
    expect([rehearsed.code, rehearsed.stdout]).toEqual([0, expect.stringContaining('1 to create, 1 to update')])
    writeFileSync(path('kong.yaml'), '_format_version: "3.0"\n')
    expect((await keelson('report @kong.yaml')).code).toBe(1)
    expect((await keelson('report @kong.yaml --for apply')).code).toBe(0)
  })

  it('prunes no workspace', async () => {
    const { code, stderr } = await keelson('diff @kong.yaml --for apply --all-workspaces --prune-workspaces')
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining('--for apply and --prune-workspaces exclude each other'),
    ])
  })
})
