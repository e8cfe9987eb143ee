import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Ended, MOST, nextPace, type Pace, startingPace } from '../../../src/http/pace.ts'

/** Writes that end one after another, each with the time that `latency` gives at that window. */
function writing(pace: Pace, count: number, latency: (window: number) => number): Pace {
  let now = pace
  for (let sent = 1; sent <= count; sent++) now = nextPace(now, write(now.cutAt + sent, latency(now.window)))
  return now
}

function write(number: number, milliseconds: number, more: Partial<Ended> = {}): Ended {
  return { number, newest: number, milliseconds, overload: false, telling: true, ...more }
}

const overload = { overload: true }

describe('the pace', () => {
  it('allows one more after each round while the time of a write holds, up to the most', () => {
    expect(writing(startingPace, 9, () => 20).window).toBe(10)
    expect(writing(startingPace, 10, () => 20).window).toBe(11)
    expect(writing(startingPace, 10 + 11 + 12, () => 20).window).toBe(13)
    const long = writing(startingPace, 5000, () => 20)
    expect([long.window, long.highest, long.halved]).toEqual([MOST, MOST, 0])
  })

  it('learns nothing of time from reads, and from writes that had room to spare', () => {
    const idle = nextPace(startingPace, write(1, 1, { telling: false }))
    expect(idle).toBe(startingPace)
  })

  it('is not moved by a few slow writes of a round', () => {
    let count = 0
    expect(writing(startingPace, 33, () => (count++ % 3 === 0 ? 5000 : 20)).window).toBe(13)
  })

  it('halves on overload, once for all that was sent before', () => {
    const grown = writing(startingPace, 2000, () => 20)
    const cut = nextPace(grown, write(3000, 5, { ...overload, newest: 3040 }))
    expect([cut.window, cut.halved]).toEqual([Math.floor(grown.window / 2), 1])
    const rest = [3001, 3010, 3040].reduce((pace, number) => nextPace(pace, write(number, 5, overload)), cut)
    expect(rest).toEqual(cut)
    expect(nextPace(cut, write(3041, 5, overload)).window).toBe(Math.floor(cut.window / 2))
  })

  it('never stops altogether, and recovers', () => {
    let pace = startingPace
    for (let number = 1; number <= 20; number++) pace = nextPace(pace, write(number, 5, overload))
    expect(pace.window).toBe(1)
    expect(writing(pace, 2000, () => 20).window).toBe(MOST)
  })

  it('stays where a controller slows down, and finds the next place when that one moves', () => {
    const slowAbove = (bound: number) => (window: number) => (window > bound ? 100 : 20)
    const pace = writing(startingPace, 3000, slowAbove(25))
    expect(pace.window).toBeGreaterThanOrEqual(22)
    expect(pace.window).toBeLessThanOrEqual(26)
    expect(writing(pace, 3000, slowAbove(15)).window).toBeLessThanOrEqual(16)
    expect(writing(pace, 3000, slowAbove(40)).window).toBeGreaterThanOrEqual(36)
  })

  it('takes what is slow at the start for what such writes take', () => {
    const services = writing(startingPace, 1000, () => 5)
    const certificates = writing(services, 1000, () => 50)
    expect(certificates.window).toBeGreaterThan(10)
    expect(writing(certificates, 3000, () => 50).window).toBe(MOST)
  })

  it('stays in bounds and halves on each new overload, whatever happens', () => {
    const event = fc.record({
      age: fc.nat(60),
      milliseconds: fc.double({ min: 0, max: 1e5, noNaN: true }),
      overload: fc.boolean(),
      telling: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), (events) => {
        let pace = startingPace
        for (const [index, { age, ...how }] of events.entries()) {
          const number = Math.max(1, index - age)
          const next = nextPace(pace, { number, newest: index + 1, ...how })
          expect(Number.isInteger(next.window) && next.window >= 1 && next.window <= MOST).toBe(true)
          expect(next.highest).toBeGreaterThanOrEqual(next.window)
          if (how.overload && number > pace.cutAt) expect(next.window).toBe(Math.max(1, Math.floor(pace.window / 2)))
          else expect(next.window - pace.window).toBeLessThanOrEqual(1)
          pace = next
        }
      }),
      { numRuns: 200 },
    )
  })
})
