import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startWatch } from '../../../src/cli/terminal/watch.ts'

const CLEAR = '\r\u001b[2K'

describe('watching a run', () => {
  let written: string[]
  const world = (terminal: boolean, columns = 80) => ({
    stderr: {
      write: async (text: string) => {
        written.push(text)
      },
      terminal,
      columns,
    },
    now: () => Date.now(),
  })

  beforeEach(() => {
    written = []
    vi.useFakeTimers({ now: 0 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('redraws one line on a terminal, no wider than it, and takes it away', () => {
    const watch = startWatch(world(true, 30), { quiet: false, verbose: false })
    watch.emit({ type: 'reading', kind: 'service', count: 1000, done: false })
    vi.advanceTimersByTime(1_000)
    expect(written).toEqual([`${CLEAR}reading service 1000; 1000 en`])
    watch.emit({ type: 'reading', kind: 'service', count: 2000, done: true })
    vi.advanceTimersByTime(100)
    expect(written).toHaveLength(2)
    watch.emit({ type: 'reading', kind: 'service', count: 2001, done: true })
    watch.clear()
    vi.advanceTimersByTime(1_000)
    watch.stop()
    expect(written.slice(2)).toEqual([CLEAR])
  })

  it('writes plain lines elsewhere, at most every ten seconds, and none for a short run', () => {
    const watch = startWatch(world(false), { quiet: false, verbose: false })
    for (let second = 0; second < 35; second++) {
      watch.emit({ type: 'reading', kind: 'route', count: second, done: false })
      vi.advanceTimersByTime(1_000)
    }
    watch.stop()
    expect(written).toHaveLength(3)
    expect(written.every((line) => /^reading route \d+; \d+ entities \(\d+\/s\)\n$/.test(line))).toBe(true)
  })

  it('says nothing with quiet, even if verbose', () => {
    for (const verbose of [true, false]) {
      const watch = startWatch(world(true), { quiet: true, verbose })
      watch.emit({ type: 'reading', kind: 'route', count: 1, done: false })
      watch.emit({ type: 'request', method: 'GET', url: 'http://x/', status: 200, milliseconds: 1 })
      vi.advanceTimersByTime(60_000)
      watch.stop()
    }
    expect(written).toEqual([])
  })

  it('shows requests and retries with verbose, without control characters', () => {
    const watch = startWatch(world(false), { quiet: false, verbose: true })
    watch.emit({
      type: 'request',
      method: 'PUT',
      url: 'http://x/\u001b',
      status: 200,
      milliseconds: 1.6,
      body: () => '{\n}',
    })
    watch.emit({ type: 'retry', request: 'GET http://x/', attempt: 2, waitMs: 500, reason: 'answered 503' })
    watch.stop()
    expect(written).toEqual([
      'PUT http://x/\\u001b 200 2 ms {\\n}\n',
      'retry 2 of GET http://x/ in 500 ms: answered 503\n',
    ])
  })
})
