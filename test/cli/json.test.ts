import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/kong/server.ts'
import { runCli } from './fake-world.ts'
import { reportOf } from './report-schema.ts'

const STATE = `_format_version: "3.0"
services:
- name: users
  url: http://users.example/v1
consumers:
- username: alice
  keyauth_credentials:
  - key: sesame-open
  basicauth_credentials:
  - username: alice
    password: sesame-open
- username: bob
- username: carol
- username: dan
`

describe('--output json, against the sandbox', () => {
  let sandbox: Sandbox
  const cwd = mkdtempSync(join(tmpdir(), 'keelson-json-'))
  const files: Record<string, string> = {
    'kong.yaml': STATE,
    'more.yaml': STATE.replace('consumers:', '- name: more\n  host: more\nconsumers:'),
    'empty.yaml': '',
    'few.yaml': '_format_version: "3.0"\n',
    'none.yaml': '_format_version: "3.0"\nconsumers: []\nservices: []\n',
    'broken.yaml': '_format_version: "3.0"\nservices: [{name: a, host: b, port: 99999}]\n',
    'syntax.yaml': 'a: [\n',
  }

  beforeAll(async () => {
    sandbox = await startSandbox()
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
  })
  afterAll(() => sandbox.close())

  it('is one valid document for every command and every end', async () => {
    const lines: [string, number][] = [
      ['sync kong.yaml', 0],
      ['ping', 0],
      ['ping --verbose', 0],
      ['ping --addr http://127.0.0.1:1', 1],
      ['dump', 0],
      ['dump -o -', 0],
      [`dump -o ${join(cwd, 'out.yaml')}`, 0],
      [`dump -o ${join(cwd, 'kong.yaml')}`, 4],
      ['dump --only nonsense', 3],
      ['validate kong.yaml', 0],
      ['validate kong.yaml --online', 0],
      ['validate broken.yaml syntax.yaml', 3],
      ['validate missing.yaml', 3],
      ['diff kong.yaml', 0],
      ['diff kong.yaml -w other', 3],
      ['diff more.yaml --exit-code', 2],
      ['diff empty.yaml', 3],
      ['diff few.yaml', 4],
      ['diff none.yaml', 4],
      ['sync more.yaml --verbose', 0],
      ['sync kong.yaml --allow-deletes 100%', 0],
      ['apply kong.yaml', 0],
      ['reset', 4],
      ['kinds', 0],
      [`schemas pull -o ${join(cwd, 'schemas')}`, 0],
      ['completion bash', 0],
      ['reset --yes', 0],
    ]
    for (const [line, code] of lines) {
      const argv = line.split(' ').map((word) => (word in files ? join(cwd, word) : word))
      const ran = await runCli([...argv, '--output', 'json'], {
        env: { KEELSON_ADDR: sandbox.url },
        cwd,
        workflows: loadWorkflows(),
      })
      const report = reportOf(ran.stdout)
      expect([line, ran.code, report.exit_code, ran.stderr]).toEqual([line, code, code, expect.anything()])
      expect(report.diagnostics.some((each) => each.level === 'error')).toBe(![0, 2].includes(code))
      if (!line.startsWith('dump')) expect(ran.stdout + ran.stderr).not.toContain('sesame-open')
    }
  })

  it('tells each failed change of a sync, exit 5', async () => {
    await sandbox.close()
    sandbox = await startSandbox({
      intercept: ({ method, path }) =>
        method === 'PUT' && path.startsWith('/services')
          ? { status: 400, body: { message: 'no services today' } }
          : undefined,
    })
    const ran = await runCli(['sync', join(cwd, 'kong.yaml'), '--output', 'json'], {
      env: { KEELSON_ADDR: sandbox.url },
      workflows: loadWorkflows(),
    })
    expect([ran.code, reportOf(ran.stdout)]).toEqual([
      5,
      expect.objectContaining({
        status: 'partly',
        outcome: expect.objectContaining({ summary: expect.objectContaining({ failed: 1 }) }),
      }),
    ])
  })
})
