import { describe, expect, it } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import { problem, warning } from '../../../src/model/diagnostic.ts'
import type { Review } from '../../../src/model/review.ts'
import { annotations } from '../../../src/report/annotations.ts'
import { create, planOf } from '../../cli/fake-plan.ts'

const gone = (label: string): Change => ({
  id: `delete service ${label}`,
  action: 'delete',
  kind: 'service',
  label,
  fields: [],
})
const at = { file: 'a,b:c.yaml', line: 3, column: 7 }
const review = (more: Partial<Review>): Review => ({
  command: 'diff',
  status: 'done',
  plans: [],
  problems: [],
  ...more,
})

describe('annotations', () => {
  it('tell the worst first, at the lines of the files', () => {
    const plan = {
      plan: planOf([gone('a'), create('b')]),
      warnings: [warning('w', '5 % is old', { at })],
      refusals: [problem('x', 'no')],
    }
    expect(
      annotations(review({ plans: [plan], problems: [problem('y', 'wrong\n::error::', { hint: 'so', at })] })),
    ).toEqual([
      '::error::no',
      '::error file=a%2Cb%3Ac.yaml,line=3,col=7::wrong\\n::error:: (so)',
      '::warning::2 changes, 1 of them deleting: delete service a',
      '::warning file=a%2Cb%3Ac.yaml,line=3,col=7::5 %25 is old',
    ])
  })

  it('tell failures in place of what would be lost once a plan was applied', () => {
    const results = new Map([['delete service a', { state: 'failed' as const, reason: 'in use' }]])
    const outcome = { results, interrupted: false, written: 0, milliseconds: 1 }
    const plan = { workspace: 'w', plan: planOf([gone('a')]), warnings: [], refusals: [], outcome }
    const none = { workspace: 'v', plan: planOf([]), warnings: [], refusals: [], failure: 'away' }
    expect(annotations(review({ plans: [plan, none] }))).toEqual([
      '::error::delete service a failed: in use',
      '::error::workspace v: away',
    ])
  })

  it('are ten at most, and the last one counts the others', () => {
    const found = Array.from({ length: 14 }, (_, index) => problem('x', `no ${index}`))
    const lines = annotations(review({ problems: found }))
    expect(lines).toHaveLength(10)
    expect(lines.at(-1)).toBe('::notice::5 more errors and warnings are in the report')
    expect(annotations(review({ problems: found.slice(0, 10) }))).toHaveLength(10)
    expect(annotations(review({}))).toEqual([])
  })
})
