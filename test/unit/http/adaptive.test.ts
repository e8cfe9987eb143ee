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

/** What a gateway does with a request while so many are in flight: how long it takes, and its status. */
type Carry = (inFlight: number) => { milliseconds: number; status: number }

/** A gateway that carries so much, and writes to it; gives what both sides saw. */
async function writeTo(carry: Carry, parallelism: Parallelism, writes: number) {
  const seen = { most: 0, refused: 0, inFlight: 0 }
  const answer = (response: ServerResponse): void => {
    seen.most = Math.max(seen.most, ++seen.inFlight)
    const { milliseconds, status } = carry(seen.inFlight)
    if (status === 429) seen.refused++
    setTimeout(() => {
      seen.inFlight--
      json(response, status, {}, { 'retry-after': '0' })
    }, milliseconds)
  }
  const server = await fakeServer((_, response) => answer(response))
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
  (inFlight) => ({ milliseconds: 4, status: inFlight > bound ? 429 : 200 })

describe('--parallelism auto', () => {
  it('comes down where a gateway answers 429, where a fixed number goes on against it', async () => {
    const fixed = await writeTo(refusing(8), MOST, 400)
    const auto = await writeTo(refusing(8), 'auto', 400)
    expect(auto.failed).toBe(0)
    expect(auto.refused).toBeLessThan(fixed.refused / 10)
    expect(auto.most).toBeLessThanOrEqual(10)
    expect(fixed.most).toBeGreaterThan(auto.most)
    expect(fixed.most).toBeLessThanOrEqual(MOST)
    expect(auto.reached?.halved).toBeGreaterThan(0)
    expect(auto.reached?.last).toBeLessThan(10)
  })

  it('stays where a gateway slows down', async () => {
    const carry: Carry = (inFlight) => ({ milliseconds: inFlight > 16 ? 100 : 5, status: 200 })
    const { most, failed, reached } = await writeTo(carry, 'auto', 900)
    expect([failed, reached?.halved]).toEqual([0, 0])
    expect(most).toBeGreaterThan(10)
    expect(most).toBeLessThan(30)
  })

  it('goes as far as its upper bound with a gateway that carries everything', async () => {
    const { most, reached } = await writeTo(() => ({ milliseconds: 5, status: 200 }), 'auto', 1000)
    expect(most).toBeGreaterThan(10)
    expect(most).toBe(reached?.highest)
    expect(most).toBeLessThanOrEqual(MOST)
  })
})
