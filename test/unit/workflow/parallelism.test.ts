import { describe, expect, it } from 'vitest'
import type { Intercept } from '../../../src/sandbox/kong/listener.ts'
import { withGateway } from '../../support/kong-sync.ts'

const services = (count: number): string =>
  `services:\n${Array.from({ length: count }, (_, index) => `- {name: s${index}, host: h}\n`).join('')}`

/** Answers writes by their number, from 0. */
function atWrites(answer: (index: number) => ReturnType<Intercept>): { intercept: Intercept; writes: () => number } {
  let count = 0
  return { intercept: ({ method }) => (method === 'GET' ? undefined : answer(count++)), writes: () => count }
}

describe('a sync with --parallelism auto', () => {
  it('backs off, does everything all the same, and tells what it came to', async () => {
    const { intercept } = atWrites((index) =>
      index === 3 ? { status: 429, body: { message: 'slow down' } } : undefined,
    )
    await withGateway(
      async (gateway) => {
        const { outcome } = await gateway.sync(services(30), { parallelism: 'auto' })
        expect([...outcome.results.values()].every(({ state }) => state === 'done')).toBe(true)
        expect(outcome.parallelism).toMatchObject({ halved: 1 })
        expect(outcome.parallelism?.highest).toBeGreaterThanOrEqual(10)
      },
      { intercept },
    )
  })

  it('starts nothing after a failure with --fail-fast but what its window had let through', async () => {
    const { intercept, writes } = atWrites(() => ({ status: 400, body: { message: 'no' } }))
    await withGateway(
      async (gateway) => {
        const { outcome } = await gateway.sync(services(40), { parallelism: 'auto', failFast: true })
        const states = [...outcome.results.values()].map(({ state }) => state)
        expect(states.filter((state) => state === 'not attempted').length).toBe(40 - writes())
        expect(writes()).toBeLessThanOrEqual(10)
      },
      { intercept },
    )
  })

  it('tells nothing of it where the number is fixed', async () => {
    await withGateway(async (gateway) => {
      expect((await gateway.sync(services(3), { parallelism: 2 })).outcome.parallelism).toBeUndefined()
    })
  })
})
