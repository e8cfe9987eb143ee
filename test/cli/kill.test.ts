import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/kong/server.ts'
import { isBuilt, runProgram } from './program.ts'

const SERVICES = 500
const file = join(mkdtempSync(join(tmpdir(), 'keelson-kill-')), 'kong.yaml')
let sandbox: Sandbox

/** 2,000 entities: services with a route, a plugin each, and consumers. */
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
  writeFileSync(file, stateText())
  sandbox = await startSandbox({ port: 0 })
})
afterAll(() => sandbox.close())

describe.skipIf(!isBuilt)('a sync that is killed', () => {
  it('is finished by the next one: nothing twice, nothing lost', async () => {
    const killed = await runProgram(['sync', file, '--addr', sandbox.url], {
      meanwhile: (child) => {
        const watch = setInterval(() => {
          if ((sandbox.requests.PUT ?? 0) < 700) return
          clearInterval(watch)
          child.kill('SIGKILL')
        }, 5)
      },
    })
    expect(killed.code).toBeNull()
    const written = sandbox.requests.PUT ?? 0
    expect(written).toBeLessThan(2000)

    const again = await runProgram(['sync', file, '--addr', sandbox.url])
    expect(again.code).toBe(0)
    for (const collection of ['services', 'routes', 'plugins', 'consumers'])
      expect(await countOf(collection)).toBe(SERVICES)
    const after = await runProgram(['diff', file, '--addr', sandbox.url, '--exit-code'])
    expect([after.code, after.stdout]).toEqual([0, 'No changes. 2000 entities are as the state files say.\n'])
  }, 60_000)

  it('reports what it did when it is asked to stop, and exits with 130', async () => {
    const more = file.replace('kong.yaml', 'more.yaml')
    writeFileSync(more, stateText().replaceAll('.internal', '.changed'))
    const before = sandbox.requests.PUT ?? 0
    const stopped = await runProgram(['sync', more, '--addr', sandbox.url, '--output', 'json'], {
      meanwhile: (child) => {
        const watch = setInterval(() => {
          if ((sandbox.requests.PUT ?? 0) < before + 50) return
          clearInterval(watch)
          child.kill('SIGTERM')
        }, 5)
      },
    })
    expect(stopped.code).toBe(130)
    const report = JSON.parse(stopped.stdout) as { outcome: { summary: Record<string, number> } }
    const done = (sandbox.requests.PUT ?? 0) - before
    expect(JSON.stringify(report)).toContain('interrupted')
    expect(done).toBeGreaterThanOrEqual(50)
    expect(done).toBeLessThan(SERVICES)
    const again = await runProgram(['sync', more, '--addr', sandbox.url])
    expect(again.code).toBe(0)
  }, 60_000)

  it('is undone by undo, although that is killed too: the dump is the one before, ids included', async () => {
    const writes = (): number =>
      Object.entries(sandbox.requests).reduce((sum, [method, count]) => sum + (method === 'GET' ? 0 : count), 0)
    const killedAfter = (words: string[], count: number) => {
      const before = writes()
      return runProgram([...words, '--yes', '--quiet', '--addr', sandbox.url], {
        meanwhile: (child) => {
          const watch = setInterval(() => {
            if (writes() < before + count) return
            clearInterval(watch)
            child.kill('SIGKILL')
          }, 2)
        },
      })
    }
    const dump = async () => (await runProgram(['dump', '--with-id', '-o', '-', '--addr', sandbox.url])).stdout
    const was = await dump()
    expect((await killedAfter(['reset'], 50 + Math.floor(Math.random() * 800))).code).toBeNull()
    expect(await dump()).not.toBe(was)
    expect((await killedAfter(['undo'], 20)).code).toBeNull()
    const undone = await runProgram(['undo', '--yes', '--addr', sandbox.url])
    expect([undone.code, undone.stderr]).toEqual([0, expect.stringContaining('Undo of run')])
    expect(await dump()).toBe(was)
  }, 60_000)
})
