import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { connectHttp } from '../../../src/http/connect-http.ts'
import { MOST } from '../../../src/http/pace.ts'
import { openWindow } from '../../../src/http/window.ts'
import type { Parallelism } from '../../../src/model/window.ts'
import { connectionTo, fakeServer, json } from './fake-server.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** What a gateway does with so many requests at once: how many of them it refuses, and how long it takes. */
type Carry = (inFlight: number) => { refused: number; milliseconds: number }

/**
 * A gateway that answers all it holds once no more come, however slow the machine is that the test runs on. A timer may
 * be late, and requests may wait unread behind it: so they are looked for before the answer.
 */
function gatewayThat(carry: Carry) {
  const seen = { most: 0, refused: 0 }
  const held: ServerResponse[] = []
  let timer: NodeJS.Timeout | undefined
  const release = (): void => {
    const all = held.splice(0)
    const { refused, milliseconds } = carry(all.length)
    seen.most = Math.max(seen.most, all.length)
    seen.refused += refused
    const answer = (): void => {
      for (const [index, each] of all.entries()) json(each, index < refused ? 429 : 200, {}, { 'retry-after': '0' })
    }
    if (milliseconds === 0) answer()
    else setTimeout(answer, milliseconds)
  }
  const look = (count: number): void => {
    setImmediate(() => {
      if (held.length === count) release()
    })
  }
  const hold = (response: ServerResponse): void => {
    held.push(response)
    clearTimeout(timer)
    timer = setTimeout(look, 4, held.length)
  }
  return { seen, hold }
}

/** Writes to such a gateway; gives what both sides saw. */
async function writeTo(carry: Carry, parallelism: Parallelism, writes: number) {
  const { seen, hold } = gatewayThat(carry)
  const server = await fakeServer((_, response) => hold(response))
  const window = openWindow(parallelism)
  const wait = () => new Promise((resolve) => setTimeout(resolve, 5))
  const http = connectHttp(connectionTo(server.url, { parallelism }), { emit: () => undefined, window, wait })
  closers.push(() => http.close(), server.close)
  const all = Array.from({ length: writes }, (_, index) => http.put(`/services/${index}`, {}))
  const failed = (await Promise.allSettled(all)).filter(({ status }) => status === 'rejected').length
  return { ...seen, failed, reached: window.reached() }
}

/** Refuses what is above a bound. */
const refusing =
  (bound: number): Carry =>
  (inFlight) => ({ refused: Math.max(0, inFlight - bound), milliseconds: 0 })

describe('--parallelism auto', () => {
  it('comes down where a gateway answers 429, where a fixed number goes on against it', async () => {
    const fixed = await writeTo(refusing(8), MOST, 150)
    const auto = await writeTo(refusing(8), 'auto', 150)
    expect(auto.failed).toBe(0)
    expect(auto.refused).toBeLessThan(fixed.refused / 10)
    expect(auto.most).toBeLessThanOrEqual(10)
    expect(fixed.most).toBeGreaterThan(auto.most)
    expect(fixed.most).toBeLessThanOrEqual(MOST)
    expect(auto.reached?.halved).toBeGreaterThan(0)
    expect(auto.reached?.last).toBeLessThan(10)
  })

  it('stays where a gateway slows down', async () => {
    const carry: Carry = (inFlight) => ({ refused: 0, milliseconds: inFlight > 16 ? 300 : 0 })
    const { most, failed, reached } = await writeTo(carry, 'auto', 300)
    expect([failed, reached?.halved]).toEqual([0, 0])
    expect(reached?.highest).toBeGreaterThan(10)
    expect(most).toBeLessThan(30)
  })

  it('goes further with a gateway that carries everything, and never beyond its upper bound', async () => {
    const { most, reached } = await writeTo(refusing(MOST), 'auto', 1000)
    expect(reached?.highest).toBeGreaterThan(10)
    expect(reached?.highest).toBeLessThanOrEqual(MOST)
    expect(most).toBeLessThanOrEqual(reached?.highest ?? 0)
  })
})
