import { describe, expect, it } from 'vitest'
import type { RunHead, RunOutcome } from '../../../src/model/run.ts'
import { expendable, whyKept } from '../../../src/runs/expendable.ts'
import { type RunSummary, summaryOf } from '../../../src/runs/run-state.ts'

/** A run of a day: `a` on target A; a state of its own; what it undoes. */
type Given = [id: string, state?: RunOutcome['state'] | 'killed' | 'at work', undoes?: string]

/** The runs of a store, the newest first; the letter of an id is its target, the number its day. */
function runsOf(...given: Given[]): RunSummary[] {
  const traces = given.map(([id, state = 'done', undoes]) => ({
    head: {
      id,
      started: `2026-11-${id.slice(1).padStart(2, '0')}T00:00:00Z`,
      target: { identity: id.slice(0, 1) },
      ...(undoes !== undefined && { undoes }),
    } as RunHead,
    ...(state !== 'killed' && state !== 'at work' && { outcome: { state, ended: dayOf(id) } as RunOutcome }),
  }))
  const atWork = new Set(given.flatMap(([id, state]) => (state === 'at work' ? [id] : [])))
  return traces.map((trace) => summaryOf(trace, traces, atWork))
}

const dayOf = (id: string): string => `2026-11-${id.slice(1).padStart(2, '0')}T01:00:00Z`
const names = (runs: readonly RunSummary[]): string[] => runs.map(({ trace }) => trace.head.id)
const gone = (runs: RunSummary[], quota: Parameters<typeof expendable>[1]): string[] =>
  names(expendable(runs, quota).runs)

describe('old runs', () => {
  const several = () => runsOf(['a9'], ['b8'], ['a7'], ['a6'], ['b5'], ['a4'])

  it('are those beyond a number of each target, those before a day, or both', () => {
    expect(gone(several(), { keep: 2 })).toEqual(['a6', 'a4'])
    expect(gone(several(), { keep: 1 })).toEqual(['a7', 'a6', 'b5', 'a4'])
    expect(gone(several(), { before: Date.parse('2026-11-06') })).toEqual(['b5', 'a4'])
    expect(gone(several(), { keep: 1, before: Date.parse('2026-11-06') })).toEqual(['b5', 'a4'])
    expect(gone(several(), {})).toEqual([])
  })

  it('never take the last one of a target, however old and whatever was asked for', () => {
    expect(gone(several(), { keep: 0, before: Date.parse('2027-01-01') })).toEqual(['a7', 'a6', 'b5', 'a4'])
  })

  it('stay when they ended half-way, until they are undone or a later one is done', () => {
    for (const state of ['killed', 'interrupted', 'partly'] as const) {
      expect(gone(runsOf(['a9', 'failed'], ['a8', state], ['a7']), { keep: 1 })).toEqual(['a7'])
      expect(gone(runsOf(['a9'], ['a8', state]), { keep: 1 })).toEqual(['a8'])
      expect(gone(runsOf(['a9', 'failed'], ['a8', 'done', 'a7'], ['a7', state]), { keep: 1 })).toEqual(['a8', 'a7'])
      expect(gone(runsOf(['b9'], ['a9', 'failed'], ['a8', state]), { keep: 1 })).toEqual([])
    }
    const { spared } = expendable(runsOf(['a9', 'failed'], ['a8', 'killed']), { keep: 1 })
    expect(spared.map(({ reason }) => reason)).toEqual([
      'it is killed, and neither undone nor followed by one that is done',
    ])
  })

  it('stay while they are being undone, and so does what undid one that stays', () => {
    expect(gone(runsOf(['a9', 'at work', 'a7'], ['a8'], ['a7']), { keep: 1 })).toEqual(['a8'])
    const halfUndone = runsOf(['a9', 'failed'], ['a8', 'partly', 'a7'], ['a7', 'partly'])
    expect(expendable(halfUndone, { keep: 1 })).toMatchObject({ runs: [], spared: [{}, {}] })
    const undoneUndo = runsOf(['a9', 'failed'], ['a8', 'done', 'a7'], ['a7', 'done', 'a6'], ['a6', 'partly'])
    expect(gone(undoneUndo, { keep: 1 })).toEqual([])
  })
})

describe('a run that is named', () => {
  const [last, killed, undo, undone] = runsOf(['a9', 'failed'], ['a8', 'killed'], ['a7', 'done', 'a6'], ['a6'])
  const all = [last, killed, undo, undone].filter((each) => each !== undefined)
  const why = (run: RunSummary | undefined, ...more: (RunSummary | undefined)[]) =>
    run &&
    whyKept(
      run,
      all,
      [run, ...more].filter((each) => each !== undefined),
    )

  it('may have ended half-way, and is not the last one, nor what undid one that stays', () => {
    expect([why(last), why(killed), why(undo), why(undo, undone), why(undone)]).toEqual([
      'it is the last one of its target',
      undefined,
      'it undid run a6, which stays',
      undefined,
      undefined,
    ])
  })
})
