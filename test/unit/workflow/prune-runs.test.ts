import { beforeEach, describe, expect, it } from 'vitest'
import { listLeases, nameOf } from '../../../src/backups/leases.ts'
import { problem, Refusal } from '../../../src/model/diagnostic.ts'
import { findLeftovers, removeRuns } from '../../../src/workflow/runs/prune-runs.ts'
import { lastUndoable, listRuns, readRun } from '../../../src/workflow/runs/read-runs.ts'
import { MemoryStore } from '../../support/memory-store.ts'

const IDS = ['20261119T000000Z-000001', '20261120T000000Z-000002', '20261121T000000Z-000003'] as const
const FILES = ['backup/default.yaml', 'journal.jsonl', 'outcome.json', 'record.json', 'run.json']
const END = { state: 'done', ended: '2026-11-21T00:00:00Z', done: 1, failed: 0, skipped: 0, not_attempted: 0 }

/** A store that can be cut off after so many removals. */
class CutStore extends MemoryStore {
  left = Number.POSITIVE_INFINITY
  override async remove(name: string, was?: Uint8Array): Promise<boolean> {
    if (this.left-- <= 0) throw new Refusal('failed', [problem('cut', 'cut off')])
    return super.remove(name, was)
  }
}

let store: CutStore

function put(id: string, undoes?: string): void {
  const head = { id, started: '2026-11-19T00:00:00Z', target: { identity: 'kong' }, undoes }
  const texts = ['services: []\n', '', JSON.stringify(END), '{"workspaces":[]}', JSON.stringify(head)]
  for (const [index, name] of FILES.entries()) store.files.set(`runs/${id}/${name}`, Buffer.from(texts[index] ?? ''))
}

beforeEach(() => {
  store = new CutStore()
  for (const id of IDS) put(id)
})

describe('runs that are removed', () => {
  it('are gone with all that was kept of them, and nothing else is', async () => {
    await removeRuns(store, [IDS[1], IDS[0]])
    expect([...store.files.keys()]).toEqual(FILES.map((name) => `runs/${IDS[2]}/${name}`))
  })

  it('leave whole runs and leftovers when that is cut off anywhere, and the next time removes the rest', async () => {
    for (let left = 0; left < 2 * FILES.length + 1; left++) {
      store = new CutStore()
      put(IDS[0])
      put(IDS[1], IDS[0])
      put(IDS[2])
      store.left = left
      await removeRuns(store, [IDS[0], IDS[1]]).catch(() => undefined)
      store.left = Number.POSITIVE_INFINITY
      const runs = await listRuns(store)
      const ids = runs.map(({ trace }) => trace.head.id)
      expect(ids).toEqual([...IDS].reverse().slice(0, ids.length))
      for (const { trace } of runs) expect((await readRun(store, trace, undefined)).record).toEqual({ workspaces: [] })
      expect((await lastUndoable(store, 'kong'))?.head.id).toBe(IDS[2])
      expect(await listLeases(store)).toEqual([])
      await removeRuns(store, [...ids.filter((id) => id !== IDS[2]), ...(await findLeftovers(store))])
      expect([...store.files.keys()]).toEqual(FILES.map((name) => `runs/${IDS[2]}/${name}`))
    }
  })
})

describe('folders of runs without a head', () => {
  const lease = (run: string, expires: string) =>
    store.files.set(nameOf('1'.repeat(16)), Buffer.from(JSON.stringify({ run, expires, host: 'elsewhere' })))

  beforeEach(() => store.files.delete(`runs/${IDS[1]}/run.json`))

  it('are leftovers', async () => {
    expect(await findLeftovers(store)).toEqual([IDS[1]])
    lease(IDS[2], '2999-01-01T00:00:00Z')
    expect(await findLeftovers(store)).toEqual([IDS[1]])
  })

  it('are none while the run may be about to begin', async () => {
    lease(IDS[1], '2999-01-01T00:00:00Z')
    expect(await findLeftovers(store)).toEqual([])
    lease(IDS[1], '2000-01-01T00:00:00Z')
    expect(await findLeftovers(store)).toEqual([])
    store.files.set(nameOf('1'.repeat(16)), Buffer.from('{'))
    expect(await findLeftovers(store)).toEqual([])
  })
})
