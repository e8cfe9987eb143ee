import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../src/backups/journal.ts'
import type { Step } from '../../../src/model/change.ts'
import { Refusal } from '../../../src/model/diagnostic.ts'
import { readJournal } from '../../../src/runs/read-journal.ts'
import { countWrites, stepFates } from '../../../src/runs/step-fates.ts'
import { MemoryLog } from '../../support/memory-log.ts'

const step = (id: string): Step => ({
  id,
  change: id,
  action: 'create',
  kind: 'service',
  entityId: `id-of-${id}`,
  needs: [],
})

describe('a write in the journal', () => {
  it('is not begun before its line is safe', async () => {
    const log = new MemoryLog()
    let release = (): void => undefined
    log.before = () =>
      new Promise((resolve) => {
        release = resolve
      })
    let begun = false
    const begin = openJournal(log)
      .begin(step('a'), 'team')
      .then((number) => {
        begun = true
        return number
      })
    await new Promise((resolve) => setImmediate(resolve))
    expect(begun).toBe(false)
    release()
    expect(await begin).toBe(1)
    expect(JSON.parse(log.lines[0] ?? '')).toMatchObject({ begin: 1, step: 'a', workspace: 'team', id: 'id-of-a' })
  })

  it('ends with all that is known of it', async () => {
    const log = new MemoryLog()
    const journal = openJournal(log)
    journal.end(1, { state: 'failed', reason: 'lost', uncertain: true })
    journal.end(2, { state: 'done' })
    await new Promise((resolve) => setImmediate(resolve))
    const lines = log.lines.map((line) => JSON.parse(line))
    expect(lines[0]).toEqual({ end: 1, state: 'failed', reason: 'lost', uncertain: true, at: expect.any(String) })
    expect(lines[1]).toEqual({ end: 2, state: 'done', at: expect.any(String) })
  })

  it('is not begun when its line cannot be written', async () => {
    const log = new MemoryLog()
    log.before = () => {
      throw new Refusal('failed', [])
    }
    await expect(openJournal(log).begin(step('a'), undefined)).rejects.toThrow(Refusal)
  })
})

const begin = (number: number, name: string, more = ''): string =>
  `{"begin":${number},"step":"${name}","action":"create"${more},"at":""}\n`
const end = (number: number, state: string): string => `{"end":${number},"state":${state},"at":""}\n`

describe('what a journal tells', () => {
  const record = { workspaces: [{ steps: ['a', 'b', 'c', 'd', 'e', 'f'].map(step), taken: [] }] }

  it('is what became of each step', () => {
    const text = [
      begin(1, 'a') + end(1, '"done"') + begin(2, 'b') + end(2, '"failed","reason":"no"') + begin(3, 'c'),
      begin(4, 'd') + end(4, '"done"') + begin(5, 'd', ',"restores":true') + end(5, '"done"'),
      begin(6, 'e') + end(6, '"failed","uncertain":true,"reason":"lost"'),
    ].join('')
    const lines = readJournal(text, 'journal.jsonl')
    const fates = stepFates(record, lines).map(({ step: { id }, state, effect, reason }) => [id, state, effect, reason])
    expect(fates).toEqual([
      ['a', 'done', 'yes', undefined],
      ['b', 'failed', 'no', 'no'],
      ['c', 'pending', 'maybe', undefined],
      ['d', 'put back', 'no', undefined],
      ['e', 'pending', 'maybe', undefined],
      ['f', 'not begun', 'no', undefined],
    ])
    expect(countWrites(lines)).toEqual({ done: 3, unknown: 2 })
  })

  it('is all but a line that was cut off', () => {
    expect(readJournal(begin(1, 'a') + begin(2, 'b').slice(0, 20), 'journal.jsonl')).toHaveLength(1)
    expect(readJournal(begin(1, 'a') + begin(2, 'b').trimEnd(), 'journal.jsonl')).toHaveLength(2)
    expect(readJournal('', 'journal.jsonl')).toEqual([])
  })

  it('is nothing where a line in the middle is damaged', () => {
    const damaged = () => readJournal(`${begin(1, 'a')}x\n${begin(2, 'b')}`, 'runs/1/journal.jsonl')
    expect(damaged).toThrow('runs/1/journal.jsonl is damaged: line 2 is no line of a journal')
  })
})
