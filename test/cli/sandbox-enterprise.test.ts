import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runHere } from '../support/run-here.ts'
import { isBuilt, startProgramSandbox } from './program.ts'

const cwd = mkdtempSync(join(tmpdir(), 'keelson-enterprise-'))
const state = join(cwd, 'kong.yaml')
const ENTERPRISE = ['--edition', 'enterprise', '--enforce-rbac', 'on']
const TOKEN = 'very-secret-root-token'
let sandbox: Awaited<ReturnType<typeof startProgramSandbox>>

describe.skipIf(!isBuilt)('keelson sandbox kong --edition enterprise', () => {
  beforeAll(async () => {
    writeFileSync(state, '_format_version: "3.0"\nservices:\n- name: seeded\n  host: h\n')
    sandbox = await startProgramSandbox(...ENTERPRISE, '--admin-token', TOKEN, '--seed', state)
  }, 60_000)
  afterAll(() => rmSync(cwd, { recursive: true }))

  it('lets those in who have a token, and takes its seed', { timeout: 60_000 }, async () => {
    const ask = (...args: string[]) => runHere([...args, '--addr', sandbox.address], { cwd, env: {} })
    const [stranger, known, dumped] = await Promise.all([
      ask('ping'),
      ask('ping', '--headers', `Kong-Admin-Token: ${TOKEN}`),
      ask('dump', '--kong-admin-token', TOKEN, '-o', '-'),
    ])
    expect(stranger).toMatchObject({ code: 1, stderr: expect.stringContaining('Invalid RBAC credentials') })
    expect(known).toMatchObject({ code: 0, stdout: expect.stringContaining('3.9.1.1-enterprise-edition (enterprise)') })
    expect(dumped).toMatchObject({ code: 0, stdout: expect.stringContaining('name: seeded') })
  })

  it('says whom it would have invited, and ends as usual', { timeout: 60_000 }, async () => {
    const headers = { 'Content-Type': 'application/json', 'Kong-Admin-Token': TOKEN }
    for (const username of ['ann', 'bob']) {
      const body = JSON.stringify({ username, email: `${username}@test` })
      expect((await fetch(`${sandbox.address}/admins`, { method: 'POST', headers, body })).status).toBe(200)
    }
    const { code, stdout, stderr } = await sandbox.stop()
    expect(code).toBe(0)
    expect(stderr).toContain('invitation 1 (not sent): ann@test\ninvitation 2 (not sent): bob@test\n')
    expect(stdout + stderr).not.toContain(TOKEN)
  })

  it.each([
    [['--enforce-rbac', 'on'], 'access rights need the Enterprise edition'],
    [ENTERPRISE, 'with access rights enforced, the first super admin needs a token'],
    [['--edition', 'enterprise', '--dbless'], 'the Enterprise edition of the sandbox is never without a database'],
  ])('%j is refused: %s', { timeout: 60_000 }, async (args, why) => {
    const ended = await runHere(['sandbox', 'kong', '--port', '0', ...args], { cwd, env: {} })
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(why) })
  })
})
