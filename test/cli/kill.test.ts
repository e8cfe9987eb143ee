import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/kong/server.ts'
import { runHere } from '../support/run-here.ts'
import { isBuilt, runProgram } from './program.ts'

const SERVICES = 200
const ALL = 4 * SERVICES
const cwd = mkdtempSync(join(tmpdir(), 'keelson-kill-'))
let sandbox: Sandbox

/** Runs a command line, and kills it or tells it to stop once so many more writes have arrived. */
function stopAfter(count: number, words: string[], signal: 'SIGKILL' | 'SIGTERM') {
  const before = writes()
  return runProgram(words, {
    cwd,
    env: { KEELSON_ADDR: sandbox.url },
    meanwhile: (child) => {
      const watch = setInterval(() => {
        if (writes() < before + count) return
        clearInterval(watch)
        child.kill(signal)
      }, 2)
    },
  })
}

const keelson = (line: string) => runHere(line.split(' '), { cwd, env: { KEELSON_ADDR: sandbox.url } })
const writes = (): number =>
  Object.entries(sandbox.requests).reduce((sum, [method, count]) => sum + (method === 'GET' ? 0 : count), 0)

/** Services with a route, a plugin each, and consumers. */
function stateText(): string {
  const services = Array.from(
    { length: SERVICES },
    (_, n) =>
      `- name: s${n}\n  host: h${n}.internal\n  routes:\n  - name: r${n}\n    paths: [/r${n}]\n  plugins:\n  - name: key-auth\n`,
  )
  const consumers = Array.from({ length: SERVICES }, (_, n) => `- username: u${n}\n`)
  return `_format_version: "3.0"\nservices:\n${services.join('')}consumers:\n${consumers.join('')}`
}

const countOf = async (collection: string): Promise<number> => {
  const answer = await fetch(`${sandbox.url}/${collection}?size=1000`)
  return ((await answer.json()) as { data: unknown[] }).data.length
}

beforeAll(async () => {
  writeFileSync(join(cwd, 'kong.yaml'), stateText())
  sandbox = await startSandbox({ port: 0 })
})
afterAll(() => sandbox.close())

describe.skipIf(!isBuilt)('a sync that is killed', () => {
  it('is finished by the next one: nothing twice, nothing lost', async () => {
    const killed = await stopAfter(ALL / 3, ['sync', 'kong.yaml'], 'SIGKILL')
    expect(killed.code).toBeNull()
    expect(writes()).toBeLessThan(ALL)

    expect((await keelson('sync kong.yaml')).code).toBe(0)
    for (const collection of ['services', 'routes', 'plugins', 'consumers'])
      expect(await countOf(collection)).toBe(SERVICES)
    const after = await keelson('diff kong.yaml --exit-code')
    expect([after.code, after.stdout]).toEqual([0, `No changes. ${ALL} entities are as the state files say.\n`])
  }, 60_000)

  it('reports what it did when it is asked to stop, and exits with 130', async () => {
    writeFileSync(join(cwd, 'more.yaml'), stateText().replaceAll('.internal', '.changed'))
    const before = sandbox.requests.PUT ?? 0
    const stopped = await stopAfter(50, ['sync', 'more.yaml', '--output', 'json'], 'SIGTERM')
    expect(stopped.code).toBe(130)
    const report = JSON.parse(stopped.stdout) as { outcome: { summary: Record<string, number> } }
    const done = (sandbox.requests.PUT ?? 0) - before
    expect(JSON.stringify(report)).toContain('interrupted')
    expect(done).toBeGreaterThanOrEqual(50)
    expect(done).toBeLessThan(SERVICES)
    expect((await keelson('sync more.yaml')).code).toBe(0)
  }, 60_000)

  it('is undone by undo, although that is killed too: the dump is the one before, ids included', async () => {
    const dump = async () => (await keelson('dump --with-id -o -')).stdout
    const was = await dump()
    const point = 50 + Math.floor((Math.random() * ALL) / 2)
    expect((await stopAfter(point, ['reset', '--yes', '--quiet'], 'SIGKILL')).code).toBeNull()
    expect(await dump()).not.toBe(was)
    expect((await stopAfter(20, ['undo', '--yes', '--quiet'], 'SIGKILL')).code).toBeNull()
    const undone = await keelson('undo --yes')
    expect([undone.code, undone.stderr]).toEqual([0, expect.stringContaining('Undo of run')])
    expect(await dump()).toBe(was)
  }, 60_000)
})
