import { describe, expect, it } from 'vitest'
import type { Change, Step } from '../../../src/model/change.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { tryable } from '../../../src/workflow/review/tryable.ts'

const change = (id: string, more: Partial<Change> = {}): Change => ({
  id,
  action: 'create',
  kind: 'service',
  label: id,
  fields: [],
  ...more,
})
const step = (id: string, needs: string[] = [], action: Step['action'] = 'create'): Step => ({
  id,
  change: id,
  action,
  kind: 'service',
  needs,
})

function planOf(changes: Change[], steps: Step[]): Plan {
  const waves = steps.map(({ id }) => [id])
  return { changes, steps, waves, deletesFrom: waves.length, unchanged: {}, current: {}, diagnostics: [] }
}

const without = (plan: Plan, ...out: string[]) => tryable(plan, ({ id }) => (out.includes(id) ? 'unknown' : undefined))

describe('tryable', () => {
  it('gives a plan as it is when all of it can be tried', () => {
    const plan = planOf([change('a')], [step('a')])
    expect(without(plan)).toEqual({ plan, untried: [] })
  })

  it('takes out what cannot be tried, and what needs it, however far', () => {
    const plan = planOf(
      [change('c'), change('b'), change('a'), change('d')],
      [step('c', ['b']), step('b', ['a']), step('a'), step('d')],
    )
    const { plan: rest, untried } = without(plan, 'a')
    expect(rest.steps.map(({ id }) => id)).toEqual(['d'])
    expect(rest.changes.map(({ id }) => id)).toEqual(['d'])
    expect(rest.waves).toEqual([[], [], [], ['d']])
    expect(untried).toEqual([
      { change: 'a', because: 'unknown' },
      { change: 'b', because: 'it needs "a"' },
      { change: 'c', because: 'it needs "b"' },
    ])
  })

  it('keeps what only comes after a delete that cannot be tried, and lets go what that takes along', () => {
    const plan = planOf(
      [change('gone', { action: 'delete' }), change('taken', { action: 'delete', takenBy: 'gone' }), change('next')],
      [step('gone', [], 'delete'), step('next', ['gone'])],
    )
    const { plan: rest, untried } = without(plan, 'gone')
    expect(rest.steps).toEqual([step('next')])
    expect(untried.map((each) => each.change)).toEqual(['gone', 'taken'])
  })
})
