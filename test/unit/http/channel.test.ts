import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openChannel } from '../../../src/http/channel.ts'
import type { Ears } from '../../../src/http/open-socket.ts'
import { ok } from './raw-server.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A connection that is there, and what became of the requests over it: the text of an answer or the code of an error. */
function setUp() {
  const became: (string | undefined)[] = []
  let ears: Ears | undefined
  const connect = (given: Ears) => {
    ears = given
    return { write: () => undefined, end: () => undefined }
  }
  const channel = openChannel(connect, { onFree: () => undefined, onGone: () => undefined })
  ears?.onOpen()
  return {
    became,
    ask: (timeout: number) =>
      channel.send('', timeout, (error, answer) => {
        became.push(answer?.text ?? (error as { code?: string } | undefined)?.code)
      }),
    answer: (text: string) => ears?.onBytes(Buffer.from(ok(text))),
  }
}

describe('a request over a connection that was used before', () => {
  it('has all of its time', () => {
    const { became, ask, answer } = setUp()
    for (const text of ['a', 'b', 'c']) {
      ask(100)
      vi.advanceTimersByTime(80)
      answer(text)
    }
    ask(100)
    vi.advanceTimersByTime(99)
    expect(became).toEqual(['a', 'b', 'c'])
    vi.advanceTimersByTime(1)
    expect(became).toEqual(['a', 'b', 'c', 'KEELSON_TIMEOUT'])
  })

  it.each([100, 30])('has it too when the time of the one before went by meanwhile: %s ms', (timeout) => {
    const { became, ask, answer } = setUp()
    ask(100)
    answer('a')
    vi.advanceTimersByTime(250)
    ask(timeout)
    vi.advanceTimersByTime(timeout - 1)
    expect(became).toEqual(['a'])
    vi.advanceTimersByTime(1)
    expect(became).toEqual(['a', 'KEELSON_TIMEOUT'])
  })
})
