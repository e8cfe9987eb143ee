import pLimit from 'p-limit'
import { describe, expect, it } from 'vitest'
import { walk } from '../../../src/apply/walk.ts'
import { controllerWith, entity, id, planFor, sync } from '../../support/scenario.ts'

const states = (outcome: { results: Map<string, object> }): Record<string, unknown> =>
  Object.fromEntries(outcome.results)
const DELETES = {
  state: 'not attempted',
  because:
    'a create or update failed; deletes run only after all of them succeeded (--delete-despite-failures overrides)',
}

/** `old` goes, `new` comes and is refused, a route hangs on it, another service changes. */
async function half() {
  const controller = await controllerWith([
    entity('service', { name: 'old' }, { id: id(1) }),
    entity('service', { name: 'other', path: '/a' }, { id: id(2) }),
  ])
  controller.refuse = ({ body }) => (body?.name === 'new' ? 'HTTP status 400' : undefined)
  const fresh = entity('service', { name: 'new' })
  const desired = [
    fresh,
    entity('route', { name: 'r' }, { refs: { service: { entity: fresh } } }),
    entity('service', { name: 'other', path: '/b' }),
  ]
  return { controller, desired }
}

describe('applying a plan', () => {
  it('deletes nothing after a refused create, goes on with the rest, and accounts for all', async () => {
    const { controller, desired } = await half()
    const { outcome } = await sync(desired, controller)
    expect(states(outcome)).toEqual({
      'create service new': { state: 'failed', reason: 'HTTP status 400' },
      'create route r of service new': { state: 'skipped', because: '"create service new" did not succeed' },
      'update service other': { state: 'done' },
      'delete service old': DELETES,
    })
    expect(controller.entities.has(id(1))).toBe(true)
  })

  it('deletes despite failures when asked', async () => {
    const { controller, desired } = await half()
    const { outcome } = await sync(desired, controller, { deleteDespiteFailures: true })
    expect(outcome.results.get('delete service old')).toEqual({ state: 'done' })
  })

  it('stops at the first failure when asked', async () => {
    const { controller, desired } = await half()
    const { outcome } = await sync(desired, controller, { failFast: true, limit: pLimit(1) })
    expect(outcome.results.get('update service other')).toEqual({
      state: 'not attempted',
      because: 'another change failed and --fail-fast was given',
    })
  })

  it('finishes what is in flight after an interrupt, starts nothing more, and says so', async () => {
    const { controller, desired } = await half()
    const stop = new AbortController()
    controller.refuse = () => {
      stop.abort()
      return undefined
    }
    const made = planFor(desired, controller)
    const outcome = await walk(
      made,
      controller,
      { failFast: false, deleteDespiteFailures: false, limit: pLimit(1) },
      () => undefined,
      stop.signal,
    )
    expect(outcome.interrupted).toBe(true)
    expect([...outcome.results.values()].map(({ state }) => state)).toEqual([
      'done',
      'not attempted',
      'not attempted',
      'not attempted',
    ])
    expect(controller.log).toHaveLength(1)
  })

  it('never has more writes in flight than allowed', async () => {
    const controller = await controllerWith([])
    const desired = Array.from({ length: 50 }, (_, index) => entity('service', { name: `s${index}` }))
    let [now, most] = [0, 0]
    const writer = {
      check: controller.check,
      write: async (step: Parameters<typeof controller.write>[0]) => {
        most = Math.max(most, ++now)
        await new Promise((resolve) => setImmediate(resolve))
        now--
        return controller.write(step)
      },
    }
    const outcome = await walk(
      planFor(desired, controller),
      writer,
      { failFast: false, deleteDespiteFailures: false, limit: pLimit(7) },
      () => undefined,
    )
    expect([most, outcome.results.size, controller.entities.size]).toEqual([7, 50, 50])
  })
})
