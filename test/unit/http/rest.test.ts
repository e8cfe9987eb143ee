import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { atEndOfTurn, restAfterTurn } from '../../../src/http/end-of-turn.ts'
import { awake, BLOCK, nextResting, openRest, type Resting } from '../../../src/http/rest.ts'

const IN_FLIGHT = 10

/** A gateway that takes so many milliseconds for each write, or lets them through one after another, so many milliseconds apart. */
interface Gateway {
  latency: number
  apart: number
}

/** How long one write and a block take, when answers are looked for after a rest only. */
function timesAt({ latency, apart }: Gateway, rest: number): { each: number; took: number } {
  const each = Math.max(latency + rest, apart * IN_FLIGHT)
  return { each, took: (each * BLOCK) / IN_FLIGHT }
}

/** The states that blocks of writes went through, one after another. */
function states(gateway: Gateway, blocks: number, hiccup: (block: number) => number = () => 1): Resting[] {
  const seen = [awake]
  for (let block = 0; block < blocks; block++) {
    const resting = seen.at(-1) ?? awake
    const { each, took } = timesAt(gateway, resting.length)
    seen.push(nextResting(resting, took * hiccup(block), each))
  }
  return seen
}

const resting = (seen: readonly Resting[]): number => seen.filter(({ length }) => length > 0).length

describe('resting', () => {
  it('goes on, with a look now and then, where the gateway lets writes through one after another', () => {
    const seen = states({ latency: 2, apart: 5 / 3 }, 100)
    expect(seen.slice(0, 6).map(({ length }) => Math.round(length))).toEqual([0, 0, 0, 0, 0, 8])
    expect(resting(seen)).toBeGreaterThan(80)
  })

  it('is left, for longer each time, where it holds writes up', () => {
    const seen = states({ latency: 50, apart: 0 }, 1000)
    expect(seen.slice(5, 9).map(({ length }) => length)).toEqual([10, 10, 10, 0])
    expect(resting(seen)).toBeLessThan(25)
  })

  it('never lasts where answers come at once', () => {
    expect(resting(states({ latency: 1.5, apart: 0 }, 100))).toBe(0)
  })

  it('is not left for a moment of the machine', () => {
    const seen = states({ latency: 2, apart: 2 }, 100, (block) => (block % 3 === 0 ? 1.5 : 1))
    expect(resting(seen)).toBeGreaterThan(80)
  })

  it('is not left where the whole machine is slower for a while', () => {
    const seen = states({ latency: 2, apart: 2 }, 200, (block) => (block % 40 < 20 ? 1.3 : 1))
    expect(resting(seen)).toBeGreaterThan(160)
  })

  /** What comes of blocks that took so long, one after another, from a run of rests on; the first five, without, take 100. */
  const stateAfter = (...blocks: number[]): Resting =>
    [100, 100, 100, 100, 100, ...blocks].reduce((state, took) => nextResting(state, took, 10), awake)

  it('is left when all of three blocks in a row are slower than both without that follow', () => {
    expect(stateAfter(120, 120, 120)).toMatchObject({ length: 0, left: 2 })
    expect(stateAfter(120, 120, 120, 100, 100)).toMatchObject({ length: 0, left: 16, patience: 32 })
    expect(stateAfter(120, 120, 120, 300, 100)).toMatchObject({ length: 0, left: 16 })
    expect(stateAfter(120, 120, 120, 100, 300)).toMatchObject({ length: 0, left: 16 })
    expect(stateAfter(106, 104, 300, 300, 300, 102, 102)).toMatchObject({ length: 0, left: 16 })
  })

  it('goes on where one of the three was not, or those without are as slow', () => {
    expect(stateAfter(300, 104, 300, 300)).toMatchObject({ length: 5 })
    expect(stateAfter(300, 106, 300, 102, 102)).toMatchObject({ length: 5, left: 8, patience: 16 })
    expect(stateAfter(120, 120, 120, 118, 118)).toMatchObject({ length: 5, left: 8, usual: 118 })
  })

  /** The share of time that is lost to rests, with a gateway that changes from block to block, and the states. */
  function lost(blocks: number, gatewayAt: (block: number) => Gateway, extra: (block: number) => number = () => 0) {
    let [state, total, least, rested] = [awake, 0, 0, 0]
    for (let block = 0; block < blocks; block++) {
      const gateway = gatewayAt(block)
      const { each, took } = timesAt(gateway, state.length)
      total += took
      least += timesAt(gateway, 0).took
      rested += Number(state.length > 0)
      state = nextResting(state, took + extra(block), each)
    }
    return { lost: total / least - 1, rested: rested / blocks }
  }

  it('goes on where kind after kind takes longer', () => {
    const seen = lost(600, (block) => ({ latency: 2, apart: 2 * 1.2 ** Math.floor(block / 100) }))
    expect(seen.rested).toBeGreaterThan(0.7)
  })

  it('is soon left where a gateway that set the pace does not any more', () => {
    const seen = lost(120, (block) => (block < 40 ? { latency: 2, apart: 10 } : { latency: 8, apart: 0 }))
    expect(seen.lost).toBeLessThan(0.07)
  })

  it('is not misled by a pause before it first begins', () => {
    const seen = lost(
      200,
      () => ({ latency: 20, apart: 0 }),
      (block) => (block === 4 ? 10_000 : 0),
    )
    expect(seen.lost).toBeLessThan(0.07)
  })

  it('costs little time with any gateway, and no rest is longer than 10 ms', () => {
    const gateways = fc.record({ latency: fc.double({ min: 0.1, max: 500 }), apart: fc.double({ min: 0, max: 20 }) })
    fc.assert(
      fc.property(
        gateways.map((each) => ({ latency: each.latency || 1, apart: each.apart || 0 })),
        (gateway) => {
          const seen = states(gateway, 200)
          const total = seen.reduce((sum, { length }) => sum + timesAt(gateway, length).took, 0)
          expect(total / (seen.length * timesAt(gateway, 0).took)).toBeLessThan(1.07)
          expect(Math.max(...seen.map(({ length }) => length))).toBeLessThanOrEqual(10)
        },
      ),
    )
  })
})

describe('the rest', () => {
  it('begins after some hundred writes, and is as long as half of them take', () => {
    let now = 0
    const rests: number[] = []
    const onWrite = openRest(
      (milliseconds) => rests.push(milliseconds),
      () => now,
    )
    for (let write = 0; write < 5 * BLOCK + 1; write++) {
      now += 2
      onWrite(16)
    }
    expect(rests).toEqual([8, 8])
  })

  it('comes once in a turn of the event loop, when what waits for its end has gone on', async () => {
    const wait = vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out')
    const rests: number[] = []
    const limit = atEndOfTurn((work) => work())
    const work = async (): Promise<void> => {
      for (let step = 0; step < 20; step++) await undefined
      rests.push(wait.mock.calls.length)
    }
    restAfterTurn(2)
    restAfterTurn(3)
    await Promise.all([limit(work), limit(work)])
    expect(rests).toEqual([0, 0])
    await new Promise((resolve) => setImmediate(resolve))
    expect(wait.mock.calls.map(([, , , milliseconds]) => milliseconds)).toEqual([3])
    wait.mockRestore()
  })
})
