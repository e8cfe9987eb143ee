import { describe, expect, it } from 'vitest'
import { noHttp } from '../../../src/http/answer-head.ts'
import { connectError } from '../../../src/http/connect-error.ts'
import { ExchangeError } from '../../../src/http/exchange-error.ts'
import { ProxyError } from '../../../src/http/proxy-error.ts'

/** As Node raises it. */
const systemError = (code: string) => Object.assign(new Error(`connect ${code} 127.0.0.1:8001`), { code })

const viaProxy = (cause: Error) => connectError(new ProxyError('http://proxy:3128', cause))

describe('an error that came instead of an answer', () => {
  it.each([
    ['EMFILE', 'too many files and connections are open here', /--parallelism .*ulimit -n/],
    ['ENFILE', 'too many files and connections are open here', /--parallelism .*ulimit -n/],
    ['EADDRNOTAVAIL', 'this machine has no free address or port for the connection', /--parallelism/],
  ])('%s says that nothing was sent, and passes', (code, reason, hint) => {
    const meaning = { reason, hint: expect.stringMatching(hint), unsent: true, passing: true }
    expect(connectError(systemError(code))).toMatchObject(meaning)
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

describe('an error on the way to a proxy', () => {
  it.each([
    [systemError('ECONNREFUSED'), 'connection refused', true],
    [systemError('ENOTFOUND'), 'the host name is not known', false],
    [new ExchangeError('KEELSON_CLOSED'), 'the connection broke', true],
    [new ExchangeError('KEELSON_PROXY', 'it answered 403'), 'it answered 403', false],
    [noHttp('why'), 'the answer is no HTTP/1.1: why', false],
  ])('names the proxy, and nothing was sent: %s', (cause, reason, passing) => {
    const hint = expect.stringContaining('HTTPS_PROXY')
    expect(viaProxy(cause)).toEqual({ reason: `the proxy http://proxy:3128: ${reason}`, hint, unsent: true, passing })
  })

  it('is none of the proxy where this machine has no file left', () => {
    expect(viaProxy(systemError('EMFILE'))).toEqual(connectError(systemError('EMFILE')))
  })
})
