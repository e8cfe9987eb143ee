import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openLimit } from '../../../src/http/limit.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a limit', () => {
  it('runs all, in order, never more than it lets in, whatever fails and however it is moved', async () => {
    const moves = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.boolean(), { maxLength: 40 }),
        moves,
        async (most, works, to) => {
          const limit = openLimit(most)
          const begun: number[] = []
          const ends: (() => void)[] = []
          let bound = most
          const all = works.map((fails, index) =>
            limit.run(
              () =>
                new Promise((resolve, reject) => {
                  begun.push(index)
                  ends.push(() => (fails ? reject(new Error('no')) : resolve(index)))
                }),
            ),
          )
          const results = Promise.allSettled(all)
          for (let step = 0; step < works.length; step++) {
            await settled()
            expect(ends.length).toBeGreaterThan(0)
            if (step === 0) expect(ends.length).toBe(Math.min(most, works.length))
            const before = ends.length
            ends.shift()?.()
            bound = to[step] ?? bound
            limit.moveTo(bound)
            await settled()
            expect(ends.length).toBeLessThanOrEqual(Math.max(bound, before - 1))
          }
          expect((await results).map(({ status }) => status === 'rejected')).toEqual(works)
          expect(begun).toEqual([...works.keys()])
        },
      ),
      { numRuns: 50 },
    )
  })

  it('takes an error that work raises at once as one that it raises later', async () => {
    const { run } = openLimit(1)
    const raise = () => {
      throw new Error('at once')
    }
    await expect(run(raise)).rejects.toThrow('at once')
    expect(await run(async () => 'next')).toBe('next')
  })
})
