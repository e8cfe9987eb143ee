import { describe, expect, it } from 'vitest'
import { atEndOfTurn } from '../../../src/http/end-of-turn.ts'
import { MOST } from '../../../src/http/pace.ts'
import { openWindow } from '../../../src/http/window.ts'
import type { Verdict, Window } from '../../../src/model/window.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Tries that end when the test says so, the oldest first. */
function triesIn(window: Window) {
  const open: ((verdict: Verdict) => void)[] = []
  let started = 0
  const add = (count: number): void => {
    for (let each = 0; each < count; each++)
      void window.attempt(
        () =>
          new Promise<Verdict>((resolve) => {
            started++
            open.push(resolve)
          }),
        (verdict) => verdict,
      )
  }
  const end = async (count: number, verdict: Verdict): Promise<void> => {
    for (const resolve of open.splice(0, count)) resolve(verdict)
    await settled()
  }
  return { add, end, inFlight: () => open.length, started: () => started }
}

describe('the window', () => {
  it('has no more tries in flight than a number allows, whatever they come to', async () => {
    const window = openWindow(3)
    const tries = triesIn(window)
    tries.add(20)
    await settled()
    expect(tries.inFlight()).toBe(3)
    for (const verdict of ['write', 'overload', 'read', 'write'] as const) {
      await tries.end(2, verdict)
      expect(tries.inFlight()).toBe(3)
    }
    expect(window.reached()).toBeUndefined()
  })

  /** Ends writes in a window that who follows them begins in when the turn is over; gives how many ended with it full, and how many are in flight then. */
  function writesIn(parallelism: 4 | 'auto', count: number) {
    const told: number[] = []
    const window = openWindow(parallelism, (milliseconds) => told.push(milliseconds))
    const limit = atEndOfTurn(window.limit())
    const tries = triesIn({ ...window, attempt: (work, verdictOf) => limit(() => window.attempt(work, verdictOf)) })
    tries.add(count)
    return async (ending: number) => {
      await tries.end(ending, 'write')
      await settled()
      return [told.splice(0).length, tries.inFlight()]
    }
  }

  it('is full for all writes that end in one turn, though who follows them begins at its end', async () => {
    const end = writesIn(4, 8)
    expect(await end(0)).toEqual([0, 4])
    expect(await end(3)).toEqual([3, 4])
    expect(await end(1)).toEqual([1, 4])
    expect(await end(3)).toEqual([3, 1])
    expect(await end(1)).toEqual([0, 0])
  })

  it('is full for them though it grows meanwhile', async () => {
    const end = writesIn('auto', 40)
    expect(await end(0)).toEqual([0, 10])
    expect(await end(6)).toEqual([6, 10])
    expect(await end(8)).toEqual([8, 11])
  })

  it('sends nothing after an overload until what is in flight fits', async () => {
    const window = openWindow('auto')
    const tries = triesIn(window)
    tries.add(40)
    await settled()
    expect(tries.inFlight()).toBe(10)
    await tries.end(1, 'overload')
    expect(window.reached()).toEqual({ highest: 10, last: 5, halved: 1 })
    await tries.end(4, 'write')
    expect([tries.inFlight(), tries.started()]).toEqual([5, 10])
    await tries.end(1, 'overload')
    expect([tries.inFlight(), window.reached()?.last]).toEqual([5, 5])
    await tries.end(1, 'overload')
    expect([tries.inFlight(), window.reached()?.last]).toEqual([5, 5])
  })

  it('takes its bounds along', async () => {
    const window = openWindow('auto')
    const [left, right] = [window.limit(), window.limit()]
    let inFlight = 0
    const ends: (() => void)[] = []
    const work = () =>
      new Promise<void>((resolve) => {
        inFlight++
        ends.push(resolve)
      })
    for (let each = 0; each < 20; each++) void left(work)
    await settled()
    expect(inFlight).toBe(10)
    await window.attempt(
      async () => 'overload' as const,
      (verdict) => verdict,
    )
    for (let each = 0; each < 20; each++) void right(work)
    await settled()
    expect(inFlight).toBe(15)
    for (const end of ends.splice(0, 5)) end()
    await settled()
    expect(inFlight).toBe(15)
  })

  it('does not grow by reads', async () => {
    const window = openWindow('auto')
    const tries = triesIn(window)
    tries.add(MOST * 10)
    await settled()
    for (let each = 0; each < MOST; each++) await tries.end(10, 'read')
    expect(window.reached()?.highest).toBe(10)
  })

  it('does not break when a try raises an error', async () => {
    const window = openWindow('auto')
    const failing = Array.from({ length: 30 }, () =>
      window.attempt(
        () => Promise.reject(new Error('no')),
        () => 'write' as const,
      ),
    )
    expect((await Promise.allSettled(failing)).every(({ status }) => status === 'rejected')).toBe(true)
    const tries = triesIn(window)
    tries.add(20)
    await settled()
    expect(tries.inFlight()).toBe(10)
  })
})
