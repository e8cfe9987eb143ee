import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nameOf } from '../../../src/backups/leases.ts'
import { thisProcess } from '../../../src/backups/this-process.ts'
import type { LeaseRecord } from '../../../src/model/lease.ts'
import type { RunOutcome } from '../../../src/model/run.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/kong/server.ts'
import { runHere } from '../../support/run-here.ts'
import { isBuilt, runProgram } from '../program.ts'
import { reportOf } from '../report-schema.ts'

const SERVICES = 120
const ID = '052ef91fa2cc1abe'

let sandbox: Sandbox
let cwd: string

const stateOf = (count: number, host: string) => {
  const services = Array.from({ length: count }, (_, n) => `- name: s${n}\n  host: s${n}.${host}\n`)
  return `_format_version: "3.0"\nservices:\n${services.join('')}`
}
const keelson = (line: string) => runHere(line.split(' '), { cwd, env: { KEELSON_ADDR: sandbox.url } })
/** In a process of its own, which something happens to. */
const keelsonWith = (line: string, meanwhile: (child: ChildProcess) => void) =>
  runProgram(line.split(' '), { cwd, env: { KEELSON_ADDR: sandbox.url }, meanwhile })
const written = () => sandbox.requests.PUT ?? 0

/** Sends a signal as soon as so many writes have arrived. */
const at = (count: number, work: (child: ChildProcess) => void) => (child: ChildProcess) => {
  const watch = setInterval(() => {
    if (written() < count) return
    clearInterval(watch)
    work(child)
  }, 2)
}

function putLease(more: Partial<LeaseRecord>): void {
  const [now, later] = [new Date(), new Date(Date.now() + 300_000)].map((date) => date.toISOString())
  const times = { taken: now, renewed: now, expires: later, ...more }
  const about = { identity: 'postgres://127.0.0.1:5433/kong', address: sandbox.url, run: 'run-0', command: 'sync' }
  mkdirSync(join(cwd, '.keelson/leases'), { recursive: true })
  writeFileSync(
    join(cwd, '.keelson', nameOf(ID)),
    JSON.stringify({ lease_version: '1.0', ...about, ...thisProcess(), ...times }),
  )
}

function outcomes(): RunOutcome['state'][] {
  const runs = join(cwd, '.keelson/runs')
  return readdirSync(runs)
    .sort()
    .map((id) => (JSON.parse(readFileSync(join(runs, id, 'outcome.json'), 'utf8')) as RunOutcome).state)
}

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'keelson-lease-'))
  sandbox = await startSandbox({ port: 0 })
  writeFileSync(join(cwd, 'kong.yaml'), stateOf(SERVICES, 'internal'))
  writeFileSync(join(cwd, 'one.yaml'), stateOf(1, 'example'))
}, 60_000)
afterEach(() => sandbox.close())

describe.skipIf(!isBuilt)('of two runs at once', () => {
  it('one waits outside, and is told by whom it is kept out; the other one ends as it would alone', async () => {
    let second: ReturnType<typeof keelson> | undefined
    const first = await keelsonWith(
      'sync kong.yaml --parallelism 2',
      at(20, (child) => {
        child.kill('SIGSTOP')
        second = keelson('apply one.yaml --output json').finally(() => child.kill('SIGCONT'))
      }),
    )
    const refused = await second
    const report = reportOf(refused?.stdout ?? '')
    expect([refused?.code, report.status, report.diagnostics.at(-1)]).toEqual([
      4,
      'refused',
      expect.objectContaining({
        code: 'locked',
        message: expect.stringMatching(
          / is being changed since \S+Z by keelson sync of \S+ \(host \S+, pid \d+\), run \d{8}T/,
        ),
        hint: expect.stringContaining('keelson lock release'),
      }),
    ])
    expect([first.code, written(), outcomes()]).toEqual([0, SERVICES, ['done']])
    expect((await keelson('apply one.yaml')).code).toBe(0)
  }, 120_000)

  it('one that was killed is followed by the next at once', async () => {
    const killed = await keelsonWith(
      'sync kong.yaml --parallelism 2',
      at(20, (child) => child.kill('SIGKILL')),
    )
    expect([killed.code, (await keelson('lock list')).stdout]).toEqual([
      null,
      expect.stringMatching(
        /^lease 052ef91fa2cc1abe on postgres:\S+, of run \S+ \(its process is gone: the next run takes it over\)\n {4}keelson sync by \S+, host \S+, pid \d+\n {4}at http:\S+\n {4}since .*\n$/,
      ),
    ])
    expect((await keelson('sync kong.yaml')).code).toBe(0)
    expect((await keelson('lock list')).stdout).toBe('No run has a lease in the folder .keelson.\n')
  }, 120_000)

  it('one that is asked to stop gives its lease back, and how it ended is noted', async () => {
    const stopped = await keelsonWith(
      'sync kong.yaml --parallelism 2',
      at(20, (child) => child.kill('SIGTERM')),
    )
    expect([stopped.code, outcomes()]).toEqual([130, ['interrupted']])
    expect((await keelson('lock list')).stdout).toBe('No run has a lease in the folder .keelson.\n')
  }, 120_000)
})

describe.skipIf(!isBuilt)('a lease', () => {
  it('of another machine is waited for until it has expired', async () => {
    putLease({ host: 'elsewhere', job: 'https://ci.example/job/7' })
    const { code, stderr } = await keelson('sync one.yaml')
    expect([code, stderr, written()]).toEqual([4, expect.stringContaining('host elsewhere, pid '), 0])
    expect(stderr).toContain('job https://ci.example/job/7')
    putLease({ host: 'elsewhere', expires: new Date(Date.now() - 1000).toISOString() })
    expect((await keelson('sync one.yaml')).code).toBe(0)
  }, 120_000)

  it('is released by hand, when somebody says so', async () => {
    putLease({ host: 'elsewhere' })
    const asked = await keelson('lock release')
    expect([asked.code, asked.stderr]).toEqual([4, expect.stringContaining('add --yes')])
    const wrong = await keelson('lock release nobody --yes')
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('there is no lease "nobody"')])
    const released = await keelson(`lock release ${ID} --yes --output json`)
    expect([released.code, reportOf(released.stdout).released]).toEqual([
      0,
      expect.objectContaining({ id: ID, state: 'held', host: 'elsewhere' }),
    ])
    expect((await keelson('sync one.yaml')).code).toBe(0)
    expect((await keelson('lock release --yes')).code).toBe(1)
  }, 120_000)

  it('that is damaged keeps everybody out', async () => {
    mkdirSync(join(cwd, '.keelson/leases'), { recursive: true })
    writeFileSync(join(cwd, '.keelson', nameOf(ID)), '{"run')
    const { code, stderr } = await keelson('sync one.yaml')
    expect([code, stderr, written()]).toEqual([4, expect.stringContaining(`lease leases/${ID}.json cannot be read`), 0])
    expect((await keelson('lock list')).stdout).toBe(`lease ${ID} (it cannot be read, and keeps every run out)\n`)
    expect((await keelson('lock release --yes')).code).toBe(0)
    expect((await keelson('sync one.yaml')).code).toBe(0)
  }, 120_000)
})
