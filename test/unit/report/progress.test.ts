import { describe, expect, it } from 'vitest'
import { progress } from '../../../src/report/progress.ts'

describe('progress', () => {
  it('tells kind, counts and rate while reading', () => {
    let time = 0
    const run = progress(() => time)
    expect(run.line()).toBeUndefined()
    time = 2_000
    run.hear({ type: 'reading', kind: 'service', count: 1000, done: true })
    run.hear({ type: 'reading', kind: 'route', count: 3000, done: false })
    expect(run.line()).toBe('reading route 3000; 4000 entities (2000/s)')
  })

  it('tells counts, rate, time left and problems while applying', () => {
    let time = 0
    const run = progress(() => time)
    run.hear({ type: 'planned', changes: 100 })
    expect(run.line()).toBeUndefined()
    time = 5_000
    for (let index = 0; index < 20; index++) run.hear({ type: 'step', change: `c${index}`, state: 'done' })
    run.hear({ type: 'step', change: 'x', state: 'started' })
    expect(run.line()).toBe('applying 20 of 100 (4/s, 20 s left)')
    run.hear({ type: 'step', change: 'x', state: 'failed' })
    run.hear({ type: 'step', change: 'y', state: 'skipped' })
    expect(run.line()).toMatch(/^applying 22 of 100 .*; 1 failed, 1 skipped$/)
  })

  it('begins anew with each plan: a rollback is one of its own', () => {
    let time = 0
    const run = progress(() => time)
    run.hear({ type: 'planned', changes: 100 })
    for (const state of ['done', 'failed', 'skipped'] as const) run.hear({ type: 'step', change: state, state })
    run.hear({ type: 'planned', changes: 1 })
    expect(run.line()).toBeUndefined()
    time = 1000
    run.hear({ type: 'step', change: 'c', state: 'done' })
    expect(run.line()).toBe('applying 1 of 1 (1/s, 0 s left)')
  })

  it('never counts beyond the total', () => {
    const run = progress(() => 1)
    run.hear({ type: 'planned', changes: 1 })
    for (let index = 0; index < 3; index++) run.hear({ type: 'step', change: 'c', state: 'done' })
    expect(run.line()).toMatch(/^applying 3 of 3 .*0 s left/)
  })
})
