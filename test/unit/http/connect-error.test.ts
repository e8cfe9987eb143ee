import { describe, expect, it } from 'vitest'
import { noHttp } from '../../../src/http/answer-head.ts'
import { connectError } from '../../../src/http/connect-error.ts'

/** As Node raises it. */
const systemError = (code: string) => Object.assign(new Error(`connect ${code} 127.0.0.1:8001`), { code })

describe('an error that came instead of an answer', () => {
  it.each([
    ['EMFILE', 'too many files and connections are open here', /--parallelism .*ulimit -n/],
    ['ENFILE', 'too many files and connections are open here', /--parallelism .*ulimit -n/],
    ['EADDRNOTAVAIL', 'this machine has no free address or port for the connection', /--parallelism/],
  ])('%s says that nothing was sent, and passes', (code, reason, hint) => {
    const meaning = { reason, hint: expect.stringMatching(hint), unsent: true, passing: true }
    expect(connectError(systemError(code))).toEqual(meaning)
  })

  it('says what may be at an address that does not speak HTTP', () => {
    expect(connectError(noHttp('why'))).toEqual({
      reason: 'the answer is no HTTP/1.1: why',
      hint: 'does another service listen at this address? Is the scheme right (http:// or https://)?',
      unsent: false,
      passing: false,
    })
  })

  it('is that of the address that answered, where another one does not exist here', () => {
    const both = new AggregateError([systemError('EADDRNOTAVAIL'), systemError('ECONNREFUSED')])
    expect(connectError(both).reason).toBe('connection refused')
  })
})
