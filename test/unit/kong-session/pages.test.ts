import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Http } from '../../../src/http/connect-http.ts'
import { repeatTest } from '../../../src/providers/kong/session/listed-once.ts'
import { readList } from '../../../src/providers/kong/session/pages.ts'

/** Gives pages in turn, each with an offset of its own but the last one. */
function gatewayWith(pages: readonly (readonly string[])[]) {
  let asked = 0
  const get = async () => {
    const page = pages[Math.min(asked, pages.length - 1)] ?? []
    asked += 1
    const more = asked < pages.length ? { offset: String(asked) } : {}
    return { status: 200, body: { data: page.map((id) => ({ id })), ...more } }
  }
  return { http: { get } as unknown as Http, asked: () => asked }
}

const idsOf = async (...pages: string[][]) => (await readList(gatewayWith(pages).http, '/routes'))?.map(({ id }) => id)

describe('a list', () => {
  it('may come in any order', async () => {
    expect(await idsOf(['a', 'b'], ['c'])).toEqual(['a', 'b', 'c'])
    expect(await idsOf(['c', 'a'], [], ['d', 'b'])).toEqual(['c', 'a', 'd', 'b'])
  })

  it.each([
    [
      'on the next page',
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
    ],
    ['on a later page', [['a', 'b'], ['c'], ['a']]],
    ['on one page', [['a', 'b', 'b']]],
    ['in another order', [['c', 'a'], ['b'], ['c']]],
  ])('with an entity twice, %s, is a failure: one of the two would be deleted', async (_, pages) => {
    await expect(readList(gatewayWith(pages).http, '/routes')).rejects.toMatchObject({
      facts: { reason: expect.stringMatching(/^the entity [a-c] comes twice$/), url: '/routes' },
    })
  })

  it('of links, which have no ids, may hold the same twice', async () => {
    expect(await readList(gatewayWith([['a'], ['a']]).http, '/x', { idless: true })).toHaveLength(2)
  })

  it('that never ends is left, and one with some empty pages is not', async () => {
    const endless = gatewayWith(Array.from({ length: 20_000 }, () => []))
    await expect(readList(endless.http, '/routes')).rejects.toThrow('10000 pages in a row are empty')
    expect(endless.asked()).toBe(10_001)
    expect(await idsOf(...Array.from({ length: 3000 }, () => []), ['a'])).toEqual(['a'])
  })
})

it('finds what comes twice as a look at all of it would', () => {
  const pages = array(array(integer({ min: 0, max: 12 }), { maxLength: 4 }), { maxLength: 5 })
  const same = property(pages, (given) => {
    const find = repeatTest()
    const found = given.map((page) => find(page.map((number) => ({ id: String.fromCharCode(97 + number) }))))
    const all = given.flat()
    expect(found.some((id) => id !== undefined)).toBe(new Set(all).size < all.length)
  })
  assert(same, { seed: 3, numRuns: 2000 })
})
