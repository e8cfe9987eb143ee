import { describe, expect, it } from 'vitest'
import { Dependants } from '../../../page/dependants.ts'
import { search, wordsOf } from '../../../page/search.ts'
import type { PageChange, PageDependant } from '../../../src/report/html/page-data.ts'

const changes: PageChange[] = [
  {
    action: 'delete',
    kind: 'route',
    label: 'Users-v1',
    tags: ['a', 'b'],
    rows: [{ path: 'paths[0]', before: '"/u"' }],
  },
  {
    action: 'create',
    kind: 'route',
    label: 'users-v2',
    tags: ['a'],
    rows: [{ path: 'config', lines: [['old', 'New line']] }],
  },
  { action: 'create', kind: 'service', label: 'billing', workspace: 'w', remarks: ['taken along'], rows: [] },
]
const dependants: PageDependant[] = [
  { kind: 'plugin', label: 'Key-Auth', changes: [2] },
  { kind: 'target', label: 'far away', entities: [0] },
]
const find = search(changes, new Dependants({ dependants }))
const chosen = (facets: Record<string, string[]>) =>
  new Map(Object.entries(facets).map(([name, values]) => [name, new Set(values)]))

describe('search', () => {
  it('finds changes that hold every word, in whatever of them is shown', () => {
    const found = (text: string) => find({ words: wordsOf(text), chosen: new Map() }).changes
    expect(found('')).toEqual([0, 1, 2])
    expect(found(' USERS  route ')).toEqual([0, 1])
    expect([found('plugin key-auth'), found('far AWAY')]).toEqual([[2], [2]])
    expect(found('"/u"')).toEqual([0])
    expect(found('new')).toEqual([1])
    expect(found('along w')).toEqual([2])
    expect(found('users billing')).toEqual([])
  })

  it('lets through any value of a facet, and only what every facet lets through', () => {
    const found = (facets: Record<string, string[]>) => find({ words: [], chosen: chosen(facets) }).changes
    expect(found({ action: ['create', 'delete'] })).toEqual([0, 1, 2])
    expect(found({ action: ['create'], kind: ['route'] })).toEqual([1])
    expect(found({ tag: ['b', '(no tag)'] })).toEqual([0, 2])
    expect(found({ kind: [] })).toEqual([0, 1, 2])
  })

  it('counts for each value what ticking it would give', () => {
    const { counts } = find({ words: [], chosen: chosen({ action: ['create'], kind: ['route'] }) })
    expect(Object.fromEntries(counts.get('action') ?? [])).toEqual({ delete: 1, create: 1 })
    expect(Object.fromEntries(counts.get('kind') ?? [])).toEqual({ route: 1, service: 1 })
    expect(Object.fromEntries(counts.get('tag') ?? [])).toEqual({ a: 1 })
  })
})
