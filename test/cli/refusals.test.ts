import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/kong/server.ts'
import { runCli } from './fake-world.ts'

const cwd = mkdtempSync(join(tmpdir(), 'keelson-refusals-'))
const id = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`
let sandbox: Sandbox

const keelson = (line: string) =>
  runCli(`${line.replace(/\S+\.yaml/, (name) => join(cwd, name))} --addr ${sandbox.url}`, {
    workflows: loadWorkflows(),
  })
const file = (name: string, text: string): void => writeFileSync(join(cwd, name), `_format_version: "3.0"\n${text}`)
const writes = (): number =>
  (sandbox.requests.PUT ?? 0) + (sandbox.requests.DELETE ?? 0) + (sandbox.requests.PATCH ?? 0)

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  file('one.yaml', `services:\n- {name: a, host: h, id: ${id(1)}}\n`)
  await keelson('sync one.yaml')
})
afterAll(() => sandbox.close())

describe('refused before the first write', () => {
  it('apply shows a replace and refuses it, exit 4', async () => {
    file('two.yaml', `services:\n- {name: a, host: h, id: ${id(2)}}\n`)
    const before = writes()
    const { code, stdout, stderr } = await keelson('apply two.yaml')
    expect([code, writes()]).toEqual([4, before])
    expect(stdout).toContain('± replace service a')
    expect(stderr).toContain(`the service has the id ${id(1)} in the target and ${id(2)} in the file`)
    expect(stderr).toContain('hint: use sync, or --ignore-ids')
  })

  it('a kind that this gateway does not have is wrong input, with its place, exit 3', async () => {
    file('wasm.yaml', 'services:\n- name: a\n  host: h\n  filter_chains:\n  - name: f\n    filters:\n    - {name: x}\n')
    const before = writes()
    const { code, stderr } = await keelson('sync wasm.yaml')
    expect([code, writes()]).toEqual([3, before])
    expect(stderr).toMatch(/wasm\.yaml:\d+:\d+ {2}error .*the target has no filter-chain: .*wasm/)
  })

  it('a plan that a guard refuses is shown with the numbers and the option, exit 4', async () => {
    file('many.yaml', `services:\n${[1, 2, 3, 4].map((n) => `- {name: many-${n}, host: h}\n`).join('')}`)
    await keelson('sync many.yaml')
    const before = writes()
    const { code, stdout, stderr } = await keelson('diff one.yaml')
    expect([code, writes()]).toEqual([4, before])
    expect(stdout).toContain('- delete service many-1')
    expect(stderr).toContain('this would delete all 4 of 4 of kind service (100 %)')
    expect(stderr).toContain('--allow-deletes 4')
  })
})
