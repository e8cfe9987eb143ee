import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inLumps } from '../../../src/http/in-lumps.ts'

/** Work that ends when it is told to. */
function controlled(limit: ReturnType<typeof inLumps>, count: number) {
  const begun: number[] = []
  const ends: (() => void)[] = []
  const all = Array.from({ length: count }, (_, number) =>
    limit(async () => {
      begun.push(number)
      await new Promise<void>((resolve) => {
        ends[number] = resolve
      })
      return number
    }),
  )
  return { begun, end: (number: number) => ends[number]?.(), all: Promise.all(all) }
}

describe('a limit that lets in by lumps', () => {
  it('fills the room, and then again half of it at once when that half is free', async () => {
    const { begun, end, all } = controlled(inLumps(4), 7)
    await setImmediate()
    expect(begun).toEqual([0, 1, 2, 3])
    end(2)
    await setImmediate()
    expect(begun).toHaveLength(4)
    end(0)
    await setImmediate()
    expect(begun).toEqual([0, 1, 2, 3, 4, 5])
    for (const number of [1, 3]) end(number)
    await setImmediate()
    for (const number of [4, 5, 6]) end(number)
    expect(await all).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('lets everything in, in order, never more than there is room for, and half of the room while there is work', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 40 }),
        fc.nat(),
        async (room, count, seed) => {
          const { begun, end, all } = controlled(inLumps(room), count)
          const open = new Set<number>()
          let seen = 0
          for (let turn = 0; turn < count; turn++) {
            await setImmediate()
            for (; seen < begun.length; seen++) open.add(begun[seen] ?? -1)
            expect(open.size).toBeLessThanOrEqual(room)
            expect(open.size).toBeGreaterThanOrEqual(Math.min(Math.ceil(room / 2), count - turn))
            const next = [...open][(seed + turn) % open.size] ?? -1
            open.delete(next)
            end(next)
          }
          expect(await all).toEqual(Array.from({ length: count }, (_, number) => number))
          expect(begun).toEqual(await all)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('makes room for others when work fails, too', async () => {
    const limit = inLumps(1)
    await expect(limit(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await limit(async () => 'yes')).toBe('yes')
  })
})
