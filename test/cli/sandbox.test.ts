import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startSandbox } from '../../src/sandbox/kong/server.ts'
import { runHere } from '../support/run-here.ts'
import { isBuilt, startProgramSandbox } from './program.ts'
import { programFolder, STATE } from './program-folder.ts'
import { reportOf } from './report-schema.ts'

describe.skipIf(!isBuilt)('the sandbox command', () => {
  it('takes a seed, keeps its data, and tells its address as JSON', async () => {
    const cwd = programFolder()
    const data = join(cwd, 'data.json')
    const first = await startProgramSandbox('--data', data, '--seed', join(cwd, 'kong.yaml'), '--output', 'json')
    const seen = await runHere(['ping', '--verbose', '--output', 'json', '--addr', first.address], { cwd, env: {} })
    expect(reportOf(seen.stdout)).toMatchObject({ counts: { service: 1, route: 1, consumer: 1, 'key-auth': 1 } })
    const { code, stdout } = await first.stop()
    expect([code, reportOf(stdout)]).toEqual([0, expect.objectContaining({ sandbox: { address: first.address } })])
    const second = await startProgramSandbox('--data', data)
    const kept = await runHere(['diff', 'kong.yaml', '--exit-code', '--addr', second.address], { cwd, env: {} })
    expect(kept.code).toBe(0)
    await second.stop()
  })

  it('leaves its seed alone when the data file holds entities already', async () => {
    const cwd = programFolder()
    const data = join(cwd, 'data.json')
    const seed = ['sandbox', 'kong', '--port', '0', '--data', 'data.json', '--seed', 'kong.yaml']
    expect(await runHere(seed, { cwd, env: {}, until: /Sandbox of Kong at/ })).toMatchObject({ code: 0 })
    writeFileSync(join(cwd, 'other.yaml'), '_format_version: "3.0"\nservices: [{name: other, host: h}]\n')
    const second = await startProgramSandbox('--data', data, '--seed', join(cwd, 'other.yaml'))
    const kept = await runHere(['diff', 'kong.yaml', '--exit-code', '--addr', second.address], { cwd, env: {} })
    expect(kept.code).toBe(0)
    expect((await second.stop()).stderr).toBe(`${data} holds entities already; the seed was left out\n`)
  })

  it('does not start with a data file that it cannot write, and tells when the last write fails', async () => {
    const cwd = programFolder()
    const bad = await runHere(['sandbox', 'kong', '--port', '0', '--data', 'none/data.json'], { cwd, env: {} })
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('the sandbox cannot start: ENOENT')])
    const gone = join(cwd, 'gone')
    mkdirSync(gone)
    const sandbox = await startProgramSandbox('--data', join(gone, 'data.json'))
    rmSync(gone, { recursive: true })
    await runHere(['sync', 'kong.yaml', '--addr', sandbox.address], { cwd, env: {} })
    const ended = await sandbox.stop()
    expect([ended.code, ended.stderr]).toEqual([
      1,
      expect.stringContaining('error  the data file could not be written'),
    ])
  })

  it('without a database takes one state file as its seed, and no writes', async () => {
    const cwd = programFolder()
    const sandbox = await startProgramSandbox('--dbless', '--seed', join(cwd, 'kong.yaml'))
    const env = { KEELSON_ADDR: sandbox.address }
    expect(await runHere(['dump', '-o', '-'], { cwd, env })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('name: users-v1'),
    })
    await sandbox.stop()
    writeFileSync(join(cwd, 'bad.yaml'), '_format_version: "3.0"\nservices: [{name: a}]\n')
    const ended = await runHere(['sandbox', 'kong', '--port', '0', '--dbless', '--seed', 'bad.yaml'], { cwd, env: {} })
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('the sandbox does not take')])
  })

  it('says that its port is taken', async () => {
    const first = await startSandbox()
    const { port } = new URL(first.url)
    const ended = await runHere(['sandbox', 'kong', '--port', port], { cwd: programFolder(), env: {} })
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringMatching(/port \d+ is taken\n.*0 takes a free one/)])
    await first.close()
  })

  it('does not start with a seed that is not valid', async () => {
    const cwd = programFolder()
    writeFileSync(join(cwd, 'bad.yaml'), STATE.replace('url: http://users.example/v1', 'host: x\n  port: 99999'))
    const ended = await runHere(['sandbox', 'kong', '--port', '0', '--seed', 'bad.yaml'], { cwd, env: {} })
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('bad.yaml:5:9  error')])
  })
})
