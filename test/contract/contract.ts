import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { Connection, Limits } from '../../src/model/settings.ts'
import { dump } from '../../src/workflow/dump/dump.ts'
import { type Prepared, preparePlan } from '../../src/workflow/plan/prepare-plan.ts'

/** What a provider brings to the contract. */
export interface Provided {
  /** An empty controller of its own; `close` ends it. */
  open(): Promise<{ connection: Connection; close(): Promise<void>; requests(): Record<string, number> }>
  /** State files that hold every kind the provider manages, in clear. */
  everything: string
  /** The same with something of every kind changed. */
  changed: string
  /** Kinds of which a dump cannot be written back, with the reason. */
  oneWay: readonly string[]
}

const silent = (): void => undefined
const limits: Limits = {
  deletePercent: 100,
  deleteCount: 1e9,
  deleteAllFrom: 1e9,
  allowEmpty: true,
  prune: true,
  cascade: true,
}
const applied = { failFast: false, deleteDespiteFailures: false }

/** Plans a sync of one text. */
function planText(
  connection: Connection,
  text: string,
  more: { exclude?: readonly string[]; mode?: 'sync' | 'apply' } = {},
): Promise<Prepared> {
  const selection = { tags: [], only: [], exclude: more.exclude ?? [] }
  const options = {
    files: ['-'],
    plan: { mode: more.mode ?? 'sync', selection, ignoreIds: false, limits },
    show: [],
  } as const
  return preparePlan(connection, options, { env: {}, stdin: async () => Buffer.from(text) }, silent)
}

/** Plans and applies; every change must succeed. */
async function syncText(
  connection: Connection,
  text: string,
  more: { exclude?: readonly string[] } = {},
): Promise<Plan> {
  const prepared = await planText(connection, text, more)
  try {
    const outcome = await prepared.apply(applied, silent)
    expect([...outcome.results].filter(([, { state }]) => state !== 'done')).toEqual([])
    return prepared.plan
  } finally {
    await prepared.close()
  }
}

/** Dumps everything that is managed. */
async function dumpText(
  connection: Connection,
  exclude: readonly string[] = [],
  format: 'yaml' | 'json' = 'yaml',
): Promise<string> {
  const selection = { tags: [], only: [], exclude }
  return (await dump(connection, { selection, format, withId: false, skipDefaults: false, withTtl: false }, silent))
    .text
}

async function changesOf(
  connection: Connection,
  text: string,
  more: { exclude?: readonly string[]; mode?: 'sync' | 'apply' } = {},
): Promise<string[]> {
  const prepared = await planText(connection, text, more)
  await prepared.close()
  return prepared.plan.changes.map(({ id, fields }) => `${id}: ${fields.map(({ path }) => path).join(', ')}`)
}

/** What every provider must do, on a real controller or on one that stands in for it. */
export function contract(name: string, provided: Provided): void {
  const withController = async (
    work: (controller: Awaited<ReturnType<Provided['open']>>) => Promise<void>,
  ): Promise<void> => {
    const controller = await provided.open()
    try {
      await work(controller)
    } finally {
      await controller.close()
    }
  }

  describe(`${name} keeps the contract of a provider`, () => {
    it('creates everything, and then has nothing to do', () =>
      withController(async ({ connection }) => {
        const { changes } = await syncText(connection, provided.everything)
        expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(['create']))
        expect(await changesOf(connection, provided.everything)).toEqual([])
        expect(await changesOf(connection, provided.everything, { mode: 'apply' })).toEqual([])
      }))

    it('dumps what it holds, so that a diff against the dump is empty', () =>
      withController(async ({ connection }) => {
        await syncText(connection, provided.everything)
        for (const format of ['yaml', 'json'] as const)
          expect(await changesOf(connection, await dumpText(connection, [], format))).toEqual([])
      }))

    it('restores a dump into an empty controller, to the byte', () =>
      withController(async ({ connection }) => {
        await syncText(connection, provided.everything)
        const text = await dumpText(connection, provided.oneWay)
        expect(await dumpText(connection, provided.oneWay)).toBe(text)
        await withController(async (other) => {
          await syncText(other.connection, text, { exclude: provided.oneWay })
          expect(await dumpText(other.connection, provided.oneWay)).toBe(text)
        })
      }))

    it('changes something of every kind and back, and converges each time', () =>
      withController(async ({ connection }) => {
        await syncText(connection, provided.everything)
        const before = await dumpText(connection, provided.oneWay)
        const { changes } = await syncText(connection, provided.changed)
        expect(changes.length).toBeGreaterThan(0)
        expect(await changesOf(connection, provided.changed)).toEqual([])
        await syncText(connection, provided.everything)
        expect(await dumpText(connection, provided.oneWay)).toBe(before)
      }))

    it('empties the controller and leaves nothing behind', () =>
      withController(async ({ connection }) => {
        const empty = await dumpText(connection)
        await syncText(connection, provided.everything)
        const options = {
          files: [],
          reset: true,
          plan: { mode: 'sync', selection: { tags: [], only: [], exclude: [] }, ignoreIds: false, limits },
          show: [],
        } as const
        const prepared = await preparePlan(connection, options, { env: {}, stdin: async () => Buffer.alloc(0) }, silent)
        const outcome = await prepared.apply(applied, silent)
        await prepared.close()
        expect([...outcome.results.values()].filter(({ state }) => state !== 'done')).toEqual([])
        expect(await dumpText(connection)).toBe(empty)
      }))

    it('sends no write for a diff, and none when there is nothing to do', () =>
      withController(async ({ connection, requests }) => {
        await changesOf(connection, provided.everything)
        const writes = (): number =>
          Object.entries(requests()).reduce((sum, [method, count]) => (method === 'GET' ? sum : sum + count), 0)
        expect(writes()).toBe(0)
        await syncText(connection, provided.everything)
        const sent = writes()
        await syncText(connection, provided.everything)
        expect(writes()).toBe(sent)
      }))
  })
}
