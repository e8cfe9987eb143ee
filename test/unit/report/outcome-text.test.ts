import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import type { Result } from '../../../src/model/outcome.ts'
import { outcomeSummary, outcomeText } from '../../../src/report/outcome-text.ts'
import { planOf } from '../../cli/fake-plan.ts'

const change = (action: Change['action'], label: string): Change => ({
  id: `${action} service ${label}`,
  action,
  kind: 'service',
  label,
  fields: [],
})

function textOf(results: Record<string, Result>, interrupted = false): string {
  const plan = planOf([change('create', 'a'), change('update', 'b'), change('delete', 'c'), change('replace', 'd')])
  return outcomeText(
    plan,
    { results: new Map(Object.entries(results)), interrupted, written: 0, milliseconds: 2_460 },
    0,
  )
}

const done: Result = { state: 'done' }
const allDone = {
  'create service a': done,
  'update service b': done,
  'delete service c': done,
  'replace service d': done,
}

describe('the text of an outcome', () => {
  it('of success is one line, deletes first', () => {
    expect(textOf(allDone)).toBe(
      'Done. 4 of 4 changes applied in 2.5 s (1 deleted, 1 replaced, 1 created, 1 updated).\n',
    )
  })

  it('tells each change that was not done, and why', () => {
    const text = textOf({
      'create service a': { state: 'failed', reason: 'HTTP 400\n', hint: 'port', restored: true },
      'update service b': done,
      'delete service c': { state: 'not attempted', because: 'a create failed' },
      'replace service d': { state: 'skipped', because: 'create service a failed' },
    })
    expect(text).toBe(`failed  create service a: HTTP 400\\n
    hint: port
    what was deleted to make way was put back
not attempted  delete service c: a create failed
skipped  replace service d: create service a failed
Not done. 1 of 4 changes applied in 2.5 s (1 updated); 1 failed; 1 skipped; 1 not attempted.
`)
  })

  it('says a hint that several failures have once, whatever was not attempted between them', () => {
    const failed: Result = { state: 'failed', reason: 'gone', hint: 'is it running?' }
    const text = textOf({
      'create service a': failed,
      'update service b': { state: 'not attempted', because: 'a create failed' },
      'delete service c': failed,
      'replace service d': { ...failed, hint: 'other' },
    })
    expect(text).toMatch(`failed  create service a: gone
not attempted  update service b: a create failed
failed  delete service c: gone
    hint: is it running?
failed  replace service d: gone
    hint: other
`)
  })

  it('says when what was deleted could not be put back, and when it was interrupted', () => {
    const text = textOf({ ...allDone, 'create service a': { state: 'failed', reason: 'x', restored: false } }, true)
    expect(text).toContain('what was deleted to make way could NOT be put back')
    expect(text).toContain('Interrupted. 3 of 4')
  })

  it('does not pass over a change without a result', () => {
    const text = textOf({ 'create service a': done })
    expect(text.match(/no word of it/g)).toHaveLength(3)
    expect(text).toContain('3 not attempted.')
  })

  it('adds up to the plan, whatever happened', () => {
    const state = fc.constantFrom<Result | undefined>(
      done,
      { state: 'failed', reason: 'r' },
      { state: 'skipped', because: 'b' },
      { state: 'not attempted', because: 'b' },
      undefined,
    )
    const addsUp = (states: (Result | undefined)[]) => {
      const plan = planOf(states.map((_, index) => change('create', String(index))))
      const results = new Map<string, Result>()
      for (const [index, each] of states.entries()) if (each !== undefined) results.set(`create service ${index}`, each)
      const counts = outcomeSummary(plan, { results, interrupted: false, written: 0, milliseconds: 1 })
      expect(counts.done + counts.failed + counts.skipped + counts.not_attempted).toBe(states.length)
    }
    fc.assert(fc.property(fc.array(state), addsUp))
  })
})
