import { describe, expect, it } from 'vitest'
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

  it('is that of the address that answered, where another one does not exist here', () => {
    const both = new AggregateError([systemError('EADDRNOTAVAIL'), systemError('ECONNREFUSED')])
    expect(connectError(both).reason).toBe('connection refused')
  })
})
