import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LIFE_MS } from '../../../src/backups/lease.ts'
import { nameOf } from '../../../src/backups/leases.ts'
import { thisProcess } from '../../../src/backups/this-process.ts'
import type { Step } from '../../../src/model/change.ts'
import { problem, Refusal } from '../../../src/model/diagnostic.ts'
import { Secret } from '../../../src/model/secret.ts'
import { targetDigest } from '../../../src/model/target-digest.ts'
import type { Prepared } from '../../../src/workflow/plan/prepare-plan.ts'
import { type RunRequest, startRun } from '../../../src/workflow/runs/start-run.ts'
import { create, fakePlanning, planOf, target } from '../../cli/fake-plan.ts'
import { MemoryStore } from '../../support/memory-store.ts'

const LEASE = nameOf(targetDigest(target.identity))
const NOW = new Date('2026-11-21T17:05:01.258Z')
const step: Step = {
  id: 'create service a',
  change: 'create service a',
  action: 'create',
  kind: 'service',
  body: { host: 'h', password: new Secret('sesame') },
  needs: [],
}

let store: MemoryStore
let signal: AbortSignal

async function planFor(more: Partial<Prepared> = {}): Promise<Prepared> {
  const { preparePlan } = fakePlanning(planOf([create('a')]))
  const given = [{}, { files: [] }, {}, () => undefined] as unknown as Parameters<typeof preparePlan>
  const backup = () => ({ pieces: () => [Buffer.from('services: []\n')], secrets: true })
  return {
    ...(await preparePlan(...given)),
    record: () => ({ steps: [step], taken: [] }),
    backup,
    readAt: +NOW,
    ...more,
  }
}

const request = (more: Partial<RunRequest> = {}): RunRequest => ({
  store,
  command: 'sync',
  keelson: '0.1.0',
  extent: 'touched',
  recipients: [],
  several: false,
  ...more,
})
const start = async (more: Partial<RunRequest> = {}, plan: Partial<Prepared> = {}) =>
  startRun([await planFor(plan)], request(more), signal)

function putRun(ended: string, identity = target.identity): void {
  const head = { id: 'run-0', target: { identity }, started: '2026-11-21T17:00:00.000Z' }
  store.files.set('runs/20261121T170000Z-000000/run.json', Buffer.from(JSON.stringify(head)))
  store.files.set('runs/20261121T170000Z-000000/outcome.json', Buffer.from(JSON.stringify({ ended, state: 'done' })))
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  store = new MemoryStore()
  signal = new AbortController().signal
})
afterEach(() => vi.useRealTimers())

describe('a run', () => {
  it('keeps the lease, the backup, the record and its head, in this order, before the first write', async () => {
    const { run, warnings } = await start()
    const id = run?.head.id ?? ''
    expect(id).toMatch(/^20261121T170501Z-102[0-9a-f]{3}$/)
    expect(run?.head).toMatchObject({ name: 'Pre-Restore Configuration 11-21-2026 17-05-01', changes: 1 })
    const files = ['backup.yaml', 'record.json', 'run.json', 'journal.jsonl'].map((file) => `runs/${id}/${file}`)
    expect(store.written).toEqual([LEASE, ...files])
    expect(String(store.files.get(`runs/${id}/backup.yaml`))).toBe(
      `# Pre-Restore Configuration 11-21-2026 17-05-01\n# Run ${id}: keelson sync, ${target.identity}\n# What this run could change, as it was before; keelson apply puts it back.\nservices: []\n`,
    )
    expect(JSON.parse(String(store.files.get(`runs/${id}/record.json`)))).toEqual({
      workspaces: [{ steps: [{ ...step, body: { host: 'h', password: 'sesame' } }], taken: [] }],
    })
    expect(warnings.map(({ code }) => code)).toEqual(['backup-in-clear'])

    await run?.journal.begin(step, undefined)
    expect(String(store.files.get(`runs/${id}/journal.jsonl`))).toContain('"begin":1')
    expect(await run?.finish({ state: 'done', done: 1, failed: 0, skipped: 0, not_attempted: 0 })).toEqual([])
    expect(store.written.at(-1)).toBe(`runs/${id}/outcome.json`)
    expect(store.files.has(LEASE)).toBe(false)
  })

  it('does not start, and leaves nothing behind, whichever of its files cannot be written', async () => {
    for (const file of ['leases/', 'backup.yaml', 'record.json', 'run.json', 'journal.jsonl']) {
      store.before = (name) => {
        if (name.includes(file)) throw new Refusal('failed', [problem('cannot-write', `cannot write ${file}: full`)])
      }
      const failed = start()
      await expect(failed, file).rejects.toMatchObject({ exit: 'refused' })
      await expect(failed).rejects.toThrow(
        `nothing was changed, since what is there now could not be made safe: cannot write ${file}: full`,
      )
      expect([file, ...store.files.keys()]).toEqual([file])
      const { run, warnings } = await start({ extent: 'none' })
      if (file === 'backup.yaml') await run?.close()
      else expect([run, warnings.map(({ code }) => code)]).toEqual([undefined, ['nothing-kept']])
      store.files.clear()
    }
  })

  it('does not start after an interrupt', async () => {
    const controller = new AbortController()
    signal = controller.signal
    store.before = (name) => {
      if (name.endsWith('backup.yaml')) controller.abort(new Error('interrupted'))
    }
    await expect(start()).rejects.toThrow('interrupted')
    expect([...store.files.keys()]).toEqual([])
  })

  it('asks a gateway that takes no writes for nothing', async () => {
    const readOnly = () => {
      throw new Refusal('refused', [problem('read-only', 'DB-less')])
    }
    await expect(start({}, { record: readOnly })).rejects.toThrow('DB-less')
    expect(store.written).toEqual([])
  })

  it('tells when how it ended cannot be noted, and gives its lease back all the same', async () => {
    const { run } = await start()
    store.before = () => {
      throw new Refusal('failed', [problem('cannot-write', 'full')])
    }
    const late = await run?.finish({ state: 'done', done: 1, failed: 0, skipped: 0, not_attempted: 0 })
    expect([late?.map(({ code }) => code), store.files.has(LEASE)]).toEqual([['outcome-not-kept'], false])
  })
})

describe('a lease that is lost', () => {
  it('stops the run before its next write', async () => {
    const { run } = await start()
    await run?.journal.begin(step, undefined)
    expect(run?.journal.mayWrite?.()).toBeUndefined()
    store.files.delete(LEASE)
    await vi.advanceTimersByTimeAsync(LIFE_MS / 3)
    await expect(run?.journal.mayWrite?.()).rejects.toThrow('the lease of this run was lost')
    const next = run?.journal.begin(step, undefined)
    await expect(next).rejects.toMatchObject({ exit: 'refused' })
    await expect(next).rejects.toThrow('the lease of this run was lost')
    const journal = String(store.files.get(`runs/${run?.head.id}/journal.jsonl`))
    expect(journal.match(/begin/g)).toHaveLength(1)
    const said = await run?.finish({ state: 'partly', done: 1, failed: 0, skipped: 0, not_attempted: 1 })
    expect(said?.map(({ code, hint }) => [code, hint])).toEqual([
      ['lease-lost', expect.stringContaining(`keelson undo ${run?.head.id} goes back`)],
    ])
  })
})

describe('a plan', () => {
  const refresh = vi.fn<Prepared['refresh']>()

  beforeEach(() => refresh.mockReset())

  it('is looked at again when a run ended after it was made, and refused when it would be another', async () => {
    putRun('2026-11-21T17:05:02.000Z')
    refresh.mockResolvedValueOnce(undefined)
    const { run } = await start({}, { refresh })
    await run?.close()
    expect(refresh).toHaveBeenCalledTimes(1)
    store.files.clear()
    putRun('2026-11-21T17:05:02.000Z')
    refresh.mockResolvedValueOnce(await planFor())
    const known = [...store.files.keys()]
    const outdated = start({}, { refresh })
    await expect(outdated).rejects.toMatchObject({ exit: 'refused' })
    await expect(outdated).rejects.toThrow('run run-0 changed the target after this plan was made')
    expect([...store.files.keys()]).toEqual(known)
  })

  it('is not looked at again for runs before it, or on other targets', async () => {
    putRun('2026-11-21T17:05:00.000Z')
    await (await start({}, { refresh })).run?.close()
    store.files.clear()
    putRun('2026-11-21T17:06:00.000Z', 'another')
    await (await start({}, { refresh })).run?.close()
    expect(refresh).not.toHaveBeenCalled()
  })

  it('is looked at again when the lease is one that a run did not give back', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    const left = { ...thisProcess(), pid, run: 'run-0', expires: '2026-11-21T17:06:00.000Z' }
    store.files.set(LEASE, Buffer.from(JSON.stringify(left)))
    refresh.mockResolvedValueOnce(await planFor())
    await expect(start({}, { refresh })).rejects.toThrow('run run-0 changed the target')
  })
})
