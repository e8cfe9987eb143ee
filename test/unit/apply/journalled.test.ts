import pLimit from 'p-limit'
import { describe, expect, it } from 'vitest'
import { journalled } from '../../../src/apply/journalled.ts'
import { walk } from '../../../src/apply/walk.ts'
import { openJournal } from '../../../src/backups/journal.ts'
import { atEndOfTurn } from '../../../src/http/end-of-turn.ts'
import { problem, Refusal } from '../../../src/model/diagnostic.ts'
import type { Entity } from '../../../src/model/entity.ts'
import type { JournalLine } from '../../../src/model/run.ts'
import type { MemoryController } from '../../support/memory-controller.ts'
import { MemoryLog } from '../../support/memory-log.ts'
import { controllerWith, entity, id, planFor } from '../../support/scenario.ts'

const options = { failFast: false, deleteDespiteFailures: false, limit: pLimit(4) }

async function apply(desired: Entity[], controller: MemoryController, log: MemoryLog) {
  const made = planFor(desired, controller)
  const outcome = await walk(
    made,
    journalled(controller, openJournal(log), undefined, atEndOfTurn(pLimit(2))),
    options,
    () => undefined,
  )
  return { made, outcome, lines: log.lines.map((line): JournalLine => JSON.parse(line)) }
}

const three = ['a', 'b', 'c'].map((name, index) => entity('service', { name, host: 'h' }, { id: id(index) }))

describe('a journalled apply', () => {
  it('has a line for each write before it is sent, and one after it', async () => {
    const controller = await controllerWith([])
    const log = new MemoryLog()
    const order: string[] = []
    log.before = (line) => void order.push('begin' in line ? `begin ${line.step}` : 'end')
    const { write } = controller
    controller.write = (step) => {
      order.push(`write ${step.id}`)
      return write.call(controller, step)
    }
    const { lines } = await apply(three.slice(0, 1), controller, log)
    expect(order).toEqual(['begin create service a', 'write create service a', 'end'])
    expect(lines).toMatchObject([
      { begin: 1, step: 'create service a', id: id(0), action: 'create' },
      { end: 1, state: 'done' },
    ])
  })

  it('sends nothing that could not be journalled, starts nothing more, and says so', async () => {
    const controller = await controllerWith([])
    const log = new MemoryLog()
    log.before = (line) => {
      if ('begin' in line && line.begin > 1) throw new Error('there is no space left')
    }
    const { outcome } = await apply(three, controller, log)
    expect([controller.entities.size, outcome.written]).toEqual([0, 0])
    const because = 'the journal could not be written: there is no space left'
    expect([...outcome.results.values()]).toEqual(three.map(() => ({ state: 'not attempted', because })))
  })

  it('notes what failed with its reason, and what was put back in vain or not', async () => {
    const controller = await controllerWith([entity('service', { name: 'a', host: 'h' }, { id: id(1) })])
    controller.refuse = ({ action, entityId }) => (action === 'create' && entityId === id(2) ? 'no' : undefined)
    const log = new MemoryLog()
    const { lines } = await apply([entity('service', { name: 'a', host: 'h' }, { id: id(2) })], controller, log)
    expect(lines.map((line) => ('begin' in line ? [line.step, line.restores] : [line.state, line.reason]))).toEqual([
      ['replace service a (temporary name)', undefined],
      ['done', undefined],
      ['replace service a', undefined],
      ['failed', 'no'],
      ['replace service a (temporary name)', true],
      ['done', undefined],
    ])
  })

  it('sends nothing that was noted ahead once something speaks against it, and says that it was not sent', async () => {
    const controller = await controllerWith([])
    let asked = 0
    controller.refuse = () => {
      asked++
      return 'no'
    }
    const log = new MemoryLog()
    const writer = journalled(controller, openJournal(log), undefined, atEndOfTurn(pLimit(1)))
    const made = planFor(three, controller)
    const outcome = await walk(made, writer, { ...options, failFast: true, limit: pLimit(64) }, () => undefined)
    expect(asked).toBe(1)
    expect([...outcome.results.values()].map(({ state }) => state)).toEqual([
      'failed',
      'not attempted',
      'not attempted',
    ])
    const lines = log.lines.map((line): JournalLine => JSON.parse(line))
    expect(lines.flatMap((line) => ('end' in line ? [line.state] : []))).toEqual([
      'failed',
      'not attempted',
      'not attempted',
    ])
  })

  it('sends nothing that was noted ahead once the lease is lost, and says so', async () => {
    const controller = await controllerWith([])
    const log = new MemoryLog()
    const lost = new Refusal('refused', [problem('lease-lost', 'the lease of this run was lost: it was released')])
    // There while all three are noted, gone when the second one's turn comes.
    const mayWrite = () => (controller.log.length === 0 ? undefined : Promise.reject(lost))
    const journal = { ...openJournal(log), mayWrite }
    const writer = journalled(controller, journal, undefined, atEndOfTurn(pLimit(1)))
    const outcome = await walk(planFor(three, controller), writer, { ...options, limit: pLimit(64) }, () => undefined)
    expect(controller.log).toHaveLength(1)
    const because = 'the lease of this run was lost: it was released'
    const left = { state: 'not attempted', because }
    expect([...outcome.results.values()]).toEqual([{ state: 'done' }, left, left])
    expect(log.lines.filter((line) => line.startsWith('{"begin"'))).toHaveLength(3)
  })
})
