import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadWorkflows } from '../../../src/cli/load-workflows.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/kong/server.ts'
import { runCli } from '../fake-world.ts'
import { reportOf } from '../report-schema.ts'

let sandbox: Sandbox
const cwd = mkdtempSync(join(tmpdir(), 'keelson-drift-all-'))
const state = join(cwd, 'all.yaml')
const keelson = (line: string) => runCli(line, { cwd, env: { KEELSON_ADDR: sandbox.url }, workflows: loadWorkflows() })

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, edition: 'enterprise' })
  const part = (name: string) => `_format_version: "3.0"\n_workspace: ${name}\nservices:\n- {name: a, host: h}\n`
  writeFileSync(state, ['it', 'hr'].map(part).join('---\n'))
  expect(await keelson(`sync --all-workspaces ${state}`)).toMatchObject({ code: 0 })
})
afterAll(() => sandbox.close())

it('drift tells of each workspace by its own record', async () => {
  const same = await keelson(`drift --all-workspaces ${state}`)
  expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('2 workspaces, none of them with drift.')])
  await fetch(`${sandbox.url}/it/services/a`, { method: 'PATCH', body: new URLSearchParams({ host: 'other' }) })
  const { code, stdout } = await keelson(`drift --all-workspaces ${state}`)
  expect(code).toBe(2)
  expect(stdout).toBe(`Workspace hr
No drift. 1 entity is as the state files say.

Workspace it
~ update service a
      host: "other" → "h" (changed in the gateway)

Drift: 1 entity differs: 1 changed in the gateway; 0 unchanged.

2 workspaces, 1 of them with changes.
`)
  const { workspaces } = reportOf((await keelson(`drift --all-workspaces ${state} --output json`)).stdout)
  const summaries = (workspaces as { drift: { summary: object } }[]).map(({ drift }) => drift.summary)
  expect(summaries).toMatchObject([{ differ: 0 }, { differ: 1, gateway: 1 }])
})
