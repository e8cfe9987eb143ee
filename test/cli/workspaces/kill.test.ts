import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/kong/server.ts'
import { runHere } from '../../support/run-here.ts'
import { isBuilt, runProgram } from '../program.ts'

const NAMES = ['a', 'b', 'c']
const SERVICES = 150
const cwd = mkdtempSync(join(tmpdir(), 'keelson-kill-'))
let sandbox: Sandbox

beforeAll(async () => {
  const services = Array.from(
    { length: SERVICES },
    (_, n) => `- {name: s${n}, host: h.internal, routes: [{name: r${n}, paths: [/r${n}]}]}\n`,
  ).join('')
  const documents = NAMES.map((name) => `_format_version: "3.0"\n_workspace: ${name}\nservices:\n${services}`)
  writeFileSync(join(cwd, 'all.yaml'), documents.join('---\n'))
  sandbox = await startSandbox({ edition: 'enterprise' })
})
afterAll(() => sandbox.close())

const keelson = (line: string) => runHere(line.split(' '), { cwd, env: { KEELSON_ADDR: sandbox.url } })
const writes = (): number => (sandbox.requests.PUT ?? 0) + (sandbox.requests.POST ?? 0)

describe.skipIf(!isBuilt)('a sync of all workspaces that is killed', () => {
  it('is finished by the next one', async () => {
    const killed = await runProgram(['sync', '--all-workspaces', 'all.yaml'], {
      cwd,
      env: { KEELSON_ADDR: sandbox.url },
      meanwhile: (child) => {
        const watch = setInterval(() => {
          if (writes() < 300) return
          clearInterval(watch)
          child.kill('SIGKILL')
        }, 2)
      },
    })
    expect(killed.code).toBeNull()
    expect(writes()).toBeLessThan(NAMES.length * (2 * SERVICES + 1))
    const again = await keelson('sync --all-workspaces all.yaml')
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('3 workspaces, all of them done.')])
    const after = await keelson('diff --all-workspaces all.yaml --exit-code')
    expect([after.code, after.stdout.match(/^No changes. 300 entities/gm)?.length]).toEqual([0, 3])
    expect(sandbox.maxInFlight).toBeLessThanOrEqual(10)
  }, 60_000)
})
