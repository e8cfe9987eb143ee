import { describe, expect, it } from 'vitest'
import { headingCounts, inOrder, ordersOf } from '../../../page/orders.ts'
import type { PageChange } from '../../../src/report/html/page-data.ts'

const of = (action: PageChange['action'], label: string, more: Partial<PageChange> = {}): PageChange => ({
  action,
  kind: 'route',
  label,
  rows: [],
  ...more,
})
const under = (label: string) => ({ parents: [{ kind: 'service', label }] })

const changes = [
  of('create', 'a', under('s')),
  of('update', 'b', under('t')),
  of('delete', 'c', under('t')),
  of('replace', 'd'),
  of('create', 'e', under('s')),
]

function read(name: string, given = changes): string[] {
  const order = ordersOf(given).find((each) => each.name === name)
  if (order === undefined) throw new Error(`no order ${name}`)
  return inOrder(
    given.map((_, index) => index),
    given,
    order,
  ).map((index) => given[index]?.label ?? '')
}

describe('orders', () => {
  it('put what is destructive first', () => {
    expect(read('risk')).toEqual(['c', 'd', 'b', 'a', 'e'])
    expect(ordersOf(changes)[0]?.name).toBe('risk')
  })

  it('keep what belongs together, that with deletes first', () => {
    expect(read('entity')).toEqual(['b', 'c', 'd', 'a', 'e'])
  })

  it('put failures first once there are any', () => {
    const done = changes.map(
      (change, index): PageChange => ({ ...change, result: { state: index === 4 ? 'failed' : 'done' } }),
    )
    expect(ordersOf(done)[0]?.name).toBe('result')
    expect(read('result', done)).toEqual(['e', 'c', 'd', 'b', 'a'])
  })

  it('count what stands under a heading', () => {
    const [risk] = ordersOf(changes)
    expect(risk && [...headingCounts([0, 1, 2, 4], changes, risk)]).toEqual([
      ['Creates', 2],
      ['Updates', 1],
      ['Deletes', 1],
    ])
  })
})
