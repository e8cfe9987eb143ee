import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isBuilt } from '../cli/program.ts'
import { crash, makeSite, type Point, type Site } from './site.ts'

/** `npm run test:crash` takes all points; else it is a few of each kind. */
const isWhole = process.env.KEELSON_CRASH === 'all'
const AT_A_TIME = 2

const KINDS: readonly Omit<Point, 'at'>[] = [
  { what: 'append', when: 'before' },
  { what: 'append', when: 'torn' },
  { what: 'sync', when: 'before' },
  { what: 'sync', when: 'after' },
  { what: 'call', when: 'before' },
  { what: 'call', when: 'after' },
]

/** Ten points, early and late. How many appends there are is a matter of time; each trip to the disk has one before it. */
const FEW: readonly [Point, 'sync' | 'undo'][] = [
  [{ what: 'append', at: 1, when: 'before' }, 'undo'],
  [{ what: 'append', at: 5, when: 'torn' }, 'undo'],
  [{ what: 'append', at: 6, when: 'before' }, 'sync'],
  [{ what: 'sync', at: 5, when: 'before' }, 'undo'],
  [{ what: 'sync', at: 3, when: 'after' }, 'sync'],
  [{ what: 'call', at: 2, when: 'before' }, 'sync'],
  [{ what: 'call', at: 17, when: 'after' }, 'undo'],
  [{ what: 'call', at: 30, when: 'before' }, 'undo'],
  [{ what: 'call', at: 45, when: 'after' }, 'undo'],
  [{ what: 'call', at: 60, when: 'after' }, 'sync'],
]

let site: Site

beforeAll(async () => {
  site = await makeSite()
}, 60_000)
afterAll(() => site.close())

/** Nothing to undo is an answer too, when the run had not begun. */
const isEnded = (code: number | null, way: 'sync' | 'undo'): boolean => code === 0 || (way === 'undo' && code === 3)

async function check(point: Point, way: 'sync' | 'undo'): Promise<boolean> {
  const { beyond, ended, dump } = await crash(site, point, way)
  if (beyond) return false
  const where = `${point.what} ${point.at} ${point.when}, then ${way}:\n${ended.stdout}${ended.stderr}`
  expect(isEnded(ended.code, way), where).toBe(true)
  expect(dump, where).toBe(way === 'sync' ? site.new : site.old)
  return true
}

describe.skipIf(!isBuilt)('a run of some 60 changes that is killed', () => {
  it('is large enough, and changes something', () => {
    expect(site.changes).toBeGreaterThanOrEqual(60)
    expect(site.new).not.toBe(site.old)
  })

  it.skipIf(isWhole).each(FEW)(
    'at %o is brought to one of both ends by %s',
    { timeout: 60_000 },
    async (point, way) => {
      expect(await check(point, way)).toBe(true)
    },
  )

  describe.skipIf(!isWhole)('at each point there is', () => {
    it.each(KINDS)('$what $when', { timeout: 3_600_000 }, async (kind) => {
      let points = 0
      for (let at = 1, more = true; more; at += AT_A_TIME) {
        const ways = Array.from({ length: AT_A_TIME }, (_, n) => at + n)
        const found = await Promise.all(
          ways.map(async (each) => {
            const isThere = await check({ ...kind, at: each }, 'sync')
            return isThere && (await check({ ...kind, at: each }, 'undo'))
          }),
        )
        points += found.filter(Boolean).length
        more = found.every(Boolean)
      }
      process.stdout.write(`${kind.what} ${kind.when}: ${points} points\n`)
      expect(points).toBeGreaterThan(5)
    })
  })
})
