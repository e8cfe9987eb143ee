import pLimit from 'p-limit'
import { describe, expect, it } from 'vitest'
import { walk } from '../../../src/apply/walk.ts'
import type { Writer } from '../../../src/apply/write.ts'
import type { Step } from '../../../src/model/change.ts'
import type { Entity } from '../../../src/model/entity.ts'
import type { Outcome } from '../../../src/model/outcome.ts'
import type { MemoryController } from '../../support/memory-controller.ts'
import { controllerWith, entity, id, planFor, sync } from '../../support/scenario.ts'

const options = { failFast: false, deleteDespiteFailures: false, limit: pLimit(1) }
const silent = (): void => undefined

/** Three services that pass their names on in a circle. */
const circle = (names: readonly string[]): Entity[] =>
  names.map((name, index) => entity('service', { name }, { id: id(index + 1) }))
const before = circle(['a', 'b', 'c'])
const after = circle(['b', 'c', 'a'])

const namesIn = (controller: MemoryController): unknown[] =>
  [...controller.entities.values()].map(({ fields }) => fields.name).sort()

/** Applies with something that happens before or after the write with this number, from 0. */
async function applyWith(
  controller: MemoryController,
  desired: Entity[],
  at: number,
  happens: { before?: () => void; after?: () => void },
  signal?: AbortSignal,
): Promise<Outcome> {
  let count = 0
  const writer: Writer = {
    check: () => controller.check(),
    write: async (step: Step) => {
      const now = count++ === at
      if (now) happens.before?.()
      const answer = await controller.write(step)
      if (now) happens.after?.()
      return answer
    },
  }
  return walk(planFor(desired, controller), writer, options, silent, signal)
}

/** What a broken connection looks like: the write may have been applied. */
const broken = (): never => {
  throw Object.assign(new Error('the connection broke'), { facts: { uncertain: true, attempts: 5 } })
}

describe('a change of several writes', () => {
  it('is finished after an interrupt, once there is no way back', async () => {
    for (const at of [1, 2, 3]) {
      const controller = await controllerWith(before)
      const stop = new AbortController()
      const outcome = await applyWith(controller, after, at, { before: () => stop.abort() }, stop.signal)
      expect([...outcome.results.values()].map(({ state }) => state)).toEqual(['done', 'done', 'done'])
      expect(namesIn(controller)).toEqual(['a', 'b', 'c'])
      expect(planFor(after, controller).changes).toEqual([])
    }
  })

  it('is undone after an interrupt as long as there is a way back', async () => {
    const controller = await controllerWith(before)
    const stop = new AbortController()
    const outcome = await applyWith(controller, after, 0, { before: () => stop.abort() }, stop.signal)
    expect(Object.fromEntries(outcome.results)).toEqual({
      'update service b': {
        state: 'failed',
        reason: 'what it made way for did not succeed; it was put back as it was',
        restored: true,
      },
      'update service c': { state: 'not attempted', because: 'the run was interrupted' },
      'update service a': { state: 'not attempted', because: 'the run was interrupted' },
    })
    expect([outcome.interrupted, outcome.written]).toEqual([true, 0])
    expect(namesIn(controller)).toEqual(['a', 'b', 'c'])
  })

  it('says in what state an entity is left', async () => {
    const controller = await controllerWith(before)
    controller.refuse = ({ entityId, note }) =>
      entityId === id(1) && note === undefined ? 'HTTP status 400' : undefined
    const { outcome } = await sync(after, controller)
    expect(outcome.results.get('update service b')).toEqual({
      state: 'failed',
      reason: 'HTTP status 400; until the next sync it has a temporary name',
    })
    expect(namesIn(controller)).toContainEqual(expect.stringMatching(/^keelson-/))
    controller.refuse = () => undefined
    await sync(after, controller)
    expect(namesIn(controller)).toEqual(['a', 'b', 'c'])
  })

  it('gives back a name of which nobody knows whether it was freed', async () => {
    const controller = await controllerWith(before)
    const outcome = await applyWith(controller, after, 0, { after: broken })
    expect(outcome.results.get('update service b')).toEqual({
      state: 'failed',
      reason: 'the connection broke; it was put back as it was',
      restored: true,
    })
    expect(namesIn(controller)).toEqual(['a', 'b', 'c'])
  })

  it('says so too when a name could not be given back', async () => {
    const controller = await controllerWith(before.slice(0, 2))
    const swapped = [entity('service', { name: 'b' }, { id: id(1) }), entity('service', { name: 'a' }, { id: id(2) })]
    const outcome = await applyWith(controller, swapped, 1, { after: broken })
    expect(Object.fromEntries(outcome.results)).toEqual({
      'update service b': {
        state: 'failed',
        reason:
          'what it made way for did not succeed, and it could not be put back: UNIQUE violation on name of service; until the next sync it has a temporary name',
        restored: false,
      },
      'update service a': { state: 'failed', reason: 'the connection broke' },
    })
    expect(outcome.written).toBe(2)
  })

  it('tells when the old one stays beside the new one', async () => {
    const controller = await controllerWith([entity('service', { name: 'a' }, { id: id(1) })])
    controller.refuse = ({ action }) => (action === 'delete' ? 'HTTP status 500' : undefined)
    const { outcome } = await sync([entity('service', { name: 'a' }, { id: id(2) })], controller)
    expect(outcome.results.get('replace service a')).toEqual({
      state: 'failed',
      reason:
        'HTTP status 500; until the next sync the old one has a temporary name and the new one is in place beside the old one',
    })
    expect(outcome.written).toBe(2)
  })

  it('gives a swapped key a temporary value that nobody can guess, and no report shows', async () => {
    const owner = entity('consumer', { username: 'owner' })
    const refs = { consumer: { entity: owner } }
    const keys = (one: string, two: string): Entity[] => [
      owner,
      entity('key-auth', { key: one }, { id: id(3), refs }),
      entity('key-auth', { key: two }, { id: id(4), refs }),
    ]
    const temporary = async (one: string, two: string): Promise<unknown> => {
      const made = planFor(keys(two, one), await controllerWith(keys(one, two)))
      return made.steps.find(({ note }) => note !== undefined)?.body?.key
    }
    const [first, second] = [await temporary('k1', 'k2'), await temporary('k3', 'k4')]
    expect([JSON.stringify(first), JSON.stringify(second)]).toEqual(['"(secret)"', '"(secret)"'])
    const reveal = (value: unknown): unknown => (value as { reveal(): unknown }).reveal()
    expect(reveal(first)).toMatch(/^keelson-[0-9a-f-]{36}$/)
    expect(reveal(first)).not.toBe(reveal(second))
  })

  it('leaves a hashed password alone when a login name is given back', async () => {
    const owner = entity('consumer', { username: 'owner' }, { id: id(1) })
    const login = (number: number): Entity[] => [
      owner,
      entity('basic-auth', { username: 'u', password: 'p' }, { id: id(number), refs: { consumer: { entity: owner } } }),
    ]
    const controller = await controllerWith(login(2))
    const stored = controller.entities.get(id(2))?.fields
    controller.refuse = ({ entityId }) => (entityId === id(3) ? 'HTTP status 400' : undefined)
    const { outcome } = await sync(login(3), controller)
    expect(outcome.results.get('replace basic-auth u of consumer owner')).toMatchObject({ restored: true })
    expect(controller.entities.get(id(2))?.fields).toEqual(stored)
  })
})
