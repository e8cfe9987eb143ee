import { spawn, spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LIFE_MS, takeLease } from '../../../src/backups/lease.ts'
import { listLeases, nameOf, releaseLease } from '../../../src/backups/leases.ts'
import { isDead, thisProcess } from '../../../src/backups/this-process.ts'
import type { LeaseRecord } from '../../../src/model/lease.ts'
import { targetDigest } from '../../../src/model/target-digest.ts'
import { MemoryStore } from '../../support/memory-store.ts'

const claim = { identity: 'postgres://db:5432/kong', address: 'http://kong:8001', run: 'run-1', command: 'sync' }
const name = nameOf(targetDigest(claim.identity))
const START = new Date('2026-11-21T17:00:00Z')

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => vi.useRealTimers())

const recordIn = (store: MemoryStore): LeaseRecord => JSON.parse(String(store.files.get(name)))

function put(store: MemoryStore, more: Partial<LeaseRecord>): void {
  const at = START.toISOString()
  const times = { taken: at, renewed: at, expires: new Date(START.getTime() + LIFE_MS).toISOString() }
  store.files.set(
    name,
    Buffer.from(JSON.stringify({ lease_version: '1.0', ...claim, ...thisProcess(), ...times, ...more })),
  )
}

describe('a lease', () => {
  it('says who has it, and is gone when it is given back', async () => {
    const store = new MemoryStore()
    const lease = await takeLease(store, { ...claim, job: 'https://ci/1' })
    expect(recordIn(store)).toMatchObject({
      ...claim,
      job: 'https://ci/1',
      host: hostname(),
      pid: process.pid,
      owner: expect.stringMatching(new RegExp(`^.+@${hostname()}$`)),
      taken: '2026-11-21T17:00:00.000Z',
      expires: '2026-11-21T17:05:00.000Z',
    })
    expect(lease.require()).toBeUndefined()
    await lease.free()
    expect([...store.files.keys()]).toEqual([])
  })

  it('keeps others out, who are told whom to ask', async () => {
    const store = new MemoryStore()
    await takeLease(store, { ...claim, job: 'https://ci/1' })
    const refused = takeLease(store, { ...claim, run: 'run-2' })
    await expect(refused).rejects.toMatchObject({ exit: 'refused' })
    await expect(refused).rejects.toThrow(
      `postgres://db:5432/kong is being changed since 2026-11-21T17:00:00.000Z by keelson sync of ${thisProcess().owner} (host ${hostname()}, pid ${process.pid}, job https://ci/1), run run-1`,
    )
    expect(recordIn(store).run).toBe('run-1')
    await takeLease(store, { ...claim, identity: 'another' })
  })

  it('is renewed at a third of its life for as long as the run goes on', async () => {
    const store = new MemoryStore()
    const lease = await takeLease(store, claim)
    await vi.advanceTimersByTimeAsync(LIFE_MS / 3)
    expect(recordIn(store)).toMatchObject({
      taken: '2026-11-21T17:00:00.000Z',
      renewed: '2026-11-21T17:01:40.000Z',
      expires: '2026-11-21T17:06:40.000Z',
    })
    await vi.advanceTimersByTimeAsync(10 * LIFE_MS)
    await expect(lease.require()).resolves.toBeUndefined()
    await expect(takeLease(store, claim)).rejects.toMatchObject({ exit: 'refused' })
    await lease.free()
    await vi.advanceTimersByTimeAsync(LIFE_MS)
    expect(store.files.size).toBe(0)
  })

  it('is lost when somebody released or took it, and is not taken away from them', async () => {
    const store = new MemoryStore()
    const lease = await takeLease(store, claim)
    put(store, { run: 'run-2' })
    await vi.advanceTimersByTimeAsync(LIFE_MS / 3)
    await expect(lease.require()).rejects.toThrow(
      'the lease of this run was lost: it was released, or another run took it',
    )
    await lease.free()
    expect(recordIn(store).run).toBe('run-2')
  })

  it('is looked for before a write, though not before each', async () => {
    const store = new MemoryStore()
    const lease = await takeLease(store, claim)
    store.files.delete(name)
    await lease.require()
    await vi.advanceTimersByTimeAsync(2000)
    const both = [lease.require(), lease.require()]
    for (const each of both) await expect(each).rejects.toThrow('it was released, or another run took it')
    const other = await takeLease(store, claim)
    await vi.advanceTimersByTimeAsync(2000)
    store.down = 'away'
    await other.require()
    store.down = undefined
    await vi.advanceTimersByTimeAsync(LIFE_MS)
    await other.require()
  })

  it('outlives a store that is away for a while, and is lost a third of its life before others may take it', async () => {
    const store = new MemoryStore()
    const lease = await takeLease(store, claim)
    store.down = 'cannot write x: the quota is used up'
    await vi.advanceTimersByTimeAsync(LIFE_MS / 2)
    store.down = undefined
    await vi.advanceTimersByTimeAsync(LIFE_MS / 15)
    expect(recordIn(store).renewed > '2026-11-21T17:02:30').toBe(true)
    store.down = 'cannot write x: the quota is used up'
    await vi.advanceTimersByTimeAsync((LIFE_MS * 3) / 4)
    await expect(lease.require()).rejects.toThrow(
      'the lease of this run was lost: cannot write x: the quota is used up',
    )
  })

  it('is lost when the machine slept over its end', async () => {
    const lease = await takeLease(new MemoryStore(), claim)
    vi.setSystemTime(START.getTime() + LIFE_MS)
    await expect(lease.require()).rejects.toThrow('it was not renewed in time')
  })

  it('is taken over when it has expired', async () => {
    const store = new MemoryStore()
    put(store, { run: 'run-0', host: 'elsewhere' })
    await expect(takeLease(store, claim)).rejects.toMatchObject({ exit: 'refused' })
    vi.setSystemTime(START.getTime() + LIFE_MS)
    const lease = await takeLease(store, claim)
    expect([lease.from?.run, recordIn(store).run]).toEqual(['run-0', 'run-1'])
  })

  it('is taken over from a process that is gone, of this host only', async () => {
    const store = new MemoryStore()
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    put(store, { run: 'run-0', pid, host: 'elsewhere' })
    await expect(takeLease(store, claim)).rejects.toMatchObject({ exit: 'refused' })
    put(store, { run: 'run-0', pid })
    expect((await takeLease(store, claim)).from?.run).toBe('run-0')
  })

  it('that cannot be read keeps everybody out until it is released', async () => {
    const store = new MemoryStore()
    store.files.set(name, Buffer.from('{"run'))
    await expect(takeLease(store, claim)).rejects.toThrow(`the lease ${name} cannot be read`)
    expect(await listLeases(store)).toEqual([{ id: targetDigest(claim.identity), state: 'damaged' }])
    expect([await releaseLease(store, targetDigest(claim.identity)), await releaseLease(store, 'nobody')]).toEqual([
      true,
      false,
    ])
    await takeLease(store, claim)
    expect(await listLeases(store)).toMatchObject([
      { id: targetDigest(claim.identity), state: 'held', record: { run: 'run-1' } },
    ])
  })

  it('is refused when the store cannot be reached', async () => {
    const store = new MemoryStore()
    store.down = 'cannot write .keelson: permission is denied'
    await expect(takeLease(store, claim)).rejects.toThrow('permission is denied')
  })
})

describe('a process', () => {
  it('is alive as long as it runs, and is not taken for another of its number', async () => {
    const own = thisProcess()
    expect([isDead(own), isDead({ ...own, host: 'elsewhere', pid: 2 ** 22 })]).toEqual([false, false])
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await new Promise((resolve) => child.once('spawn', resolve))
    const { start: _, ...other } = { ...own, pid: child.pid ?? 0 }
    expect(isDead(other)).toBe(false)
    if (own.start !== undefined) expect(isDead({ ...other, start: '1' })).toBe(true)
    if (own.machine !== undefined) expect(isDead({ ...own, pid: 2 ** 22, machine: 'another kernel' })).toBe(false)
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    expect(isDead(other)).toBe(true)
  })
})
