import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rings } from '../../../src/plan/rings.ts'

const item = (id: string, ...needs: string[]) => ({ id, needs })
const ids = (groups: { id: string }[][]): string[][] => groups.map((group) => group.map(({ id }) => id).sort()).sort()

describe('rings', () => {
  it('are items that wait for each other, without what only waits for them', () => {
    const items = [
      item('a', 'b'),
      item('b', 'a'),
      item('c', 'a'),
      item('d'),
      item('e', 'f', 'd'),
      item('f', 'g'),
      item('g', 'e', 'c'),
    ]
    expect(ids(rings(items))).toEqual([
      ['a', 'b'],
      ['e', 'f', 'g'],
    ])
    expect(rings([item('a'), item('b', 'a', 'elsewhere')])).toEqual([])
  })

  it('are found in long ones without deep calls', () => {
    const count = 50_000
    const items = Array.from({ length: count }, (_, n) => item(String(n), String((n + 1) % count)))
    expect(rings(items).map((group) => group.length)).toEqual([count])
  })

  it('are what reaches itself, in any graph', () => {
    const graph = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(graph, (edges) => {
        const items = edges.map((to, n) => item(String(n), ...to.filter((each) => each !== n).map(String)))
        const reach = (from: string): Set<string> => {
          const seen = new Set<string>()
          const open = [from]
          for (let at = open.pop(); at !== undefined; at = open.pop())
            for (const need of items.find(({ id }) => id === at)?.needs ?? [])
              if (!seen.has(need)) {
                seen.add(need)
                open.push(need)
              }
          return seen
        }
        const all = new Map(items.map(({ id }) => [id, reach(id)]))
        const groups = new Set<string>()
        for (const { id } of items) {
          const group = items.map((each) => each.id).filter((each) => all.get(id)?.has(each) && all.get(each)?.has(id))
          if (group.length > 1) groups.add(group.sort().join())
        }
        expect(ids(rings(items)).map((group) => group.join())).toEqual([...groups].sort())
      }),
    )
  })
})
