import { afterEach, describe, expect, it } from 'vitest'
import { connectHttp, type Http, type HttpTools } from '../../../src/http/connect-http.ts'
import { Failure } from '../../../src/http/failure.ts'
import { openWindow } from '../../../src/http/window.ts'
import type { Event } from '../../../src/model/event.ts'
import { Secret } from '../../../src/model/secret.ts'
import type { Connection } from '../../../src/model/settings.ts'
import type { Window } from '../../../src/model/window.ts'
import { connectionTo, fakeServer, json, type Script } from './fake-server.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function setUp(script: Script, more: Partial<Connection> = {}, tools: Partial<HttpTools> = {}) {
  const server = await fakeServer(script)
  const events: Event[] = []
  const waits: number[] = []
  const wait = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds)
  }
  const http = connectHttp(connectionTo(server.url, more), {
    emit: (event) => events.push(event),
    wait,
    random: () => 1,
    ...tools,
  })
  closers.push(() => http.close(), server.close)
  return { server, http, events, waits }
}

/** An event as --verbose shows it. */
const shown = (event: Event) => ('body' in event ? { ...event, body: event.body?.() } : event)

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => new Error('it succeeded'),
    (caught: unknown) => caught,
  )
  if (error instanceof Failure) return error
  throw error
}

describe('requests', () => {
  it('send JSON, headers, the path prefix and the query, and parse the answer', async () => {
    const { server, http } = await setUp((_, response) => json(response, 200, { ok: true }))
    const prefixed = connectHttp(
      connectionTo(`${server.url.replace('//', '//joe:p%40ss@')}/admin/`, { headers: { 'Kong-Admin-Token': 't' } }),
      { emit: () => undefined },
    )
    closers.push(() => prefixed.close())
    expect(await http.get('/a', { query: { tags: 'x,y z' } })).toEqual({ status: 200, body: { ok: true } })
    await prefixed.put('/b', { secret: new Secret('s3cret', 'DECK_S') })
    expect(server.seen.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'GET /a?tags=x%2Cy+z ',
      'PUT /admin/b {"secret":"s3cret"}',
    ])
    expect(server.seen[1]?.headers).toMatchObject({
      'kong-admin-token': 't',
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from('joe:p@ss').toString('base64')}`,
    })
  })

  it('never go beyond the bound, whoever asks', async () => {
    let open = 0
    let most = 0
    const { http } = await setUp(
      (_, response) => {
        most = Math.max(most, ++open)
        setTimeout(() => {
          open--
          json(response, 200, {})
        }, 5)
      },
      { parallelism: 3 },
    )
    await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 ? http.get('/x') : http.put('/x', {}))))
    expect(most).toBe(3)
  })

  it('keep connections alive', async () => {
    const ports = new Set<number | undefined>()
    const { http } = await setUp((_, response) => {
      ports.add(response.socket?.remotePort)
      json(response, 200, {})
    })
    for (let index = 0; index < 20; index++) await http.get('/x')
    expect(ports.size).toBeLessThan(3)
  })

  it('look at an answer that nobody reads no further than to know that it is a JSON object', async () => {
    const answers = ['{"id":"1"}\n', '', '<html>login</html>', '{"id":', 'OK']
    const { http } = await setUp((_, response) => response.writeHead(200).end(answers.shift()))
    const put = () => http.put('/x', {}, { unread: true })
    expect(await put()).toEqual({ status: 200, body: undefined })
    expect(await put()).toEqual({ status: 200, body: undefined })
    expect((await failureOf(put())).facts.reason).toMatch(/HTML page/)
    expect((await failureOf(put())).hint).toMatch(/cut short/)
    expect((await failureOf(put())).facts.reason).toMatch(/no JSON/)
  })

  it('read an answer without a body, and accept an error status when asked to', async () => {
    const { http } = await setUp((seen, response) =>
      seen.method === 'DELETE' ? response.writeHead(204).end() : json(response, 404, { message: 'Not found' }),
    )
    expect(await http.delete('/x')).toEqual({ status: 204, body: undefined })
    expect(await http.get('/x', { accept: [404] })).toEqual({ status: 404, body: { message: 'Not found' } })
  })
})

describe('retries', () => {
  const failing =
    (status: number, times: number, headers: Record<string, string> = {}): Script =>
    (_, response, index) =>
      json(response, index < times ? status : 200, { message: 'no' }, headers)

  it.each([
    ['GET', 502, 4, 5],
    ['PUT', 503, 4, 5],
    ['DELETE', 504, 4, 5],
    ['POST', 503, 4, 5],
    ['POST', 429, 2, 3],
    ['PUT', 500, 2, 3],
  ] as const)('%s after %i succeed when it passes', async (method, status, times, requests) => {
    const { http, server, waits } = await setUp(failing(status, times))
    const reply =
      method === 'GET'
        ? http.get('/x')
        : method === 'DELETE'
          ? http.delete('/x')
          : method === 'PUT'
            ? http.put('/x', {})
            : http.post('/x', {})
    expect((await reply).status).toBe(200)
    expect(server.seen).toHaveLength(requests)
    expect(waits).toEqual([200, 400, 800, 1600].slice(0, requests - 1))
  })

  it.each([
    ['GET', 502, 5],
    ['PUT', 500, 3],
    ['POST', 500, 1],
    ['POST', 502, 1],
    ['PATCH', 504, 1],
    ['PUT', 400, 1],
    ['GET', 403, 1],
  ] as const)('%s after %i give up after %i tries', async (method, status, tries) => {
    const { http, server } = await setUp(failing(status, 99))
    const call = {
      GET: () => http.get('/x'),
      PUT: () => http.put('/x', {}),
      POST: () => http.post('/x', {}),
      PATCH: () => http.patch('/x', {}),
    }
    expect((await failureOf(call[method]())).status).toBe(status)
    expect(server.seen).toHaveLength(tries)
  })

  it('wait as long as Retry-After says, in seconds or until a date, within reason', async () => {
    const waited = async (value: string): Promise<number> => (await setUpAndWait(value))[0] ?? 0
    const setUpAndWait = async (value: string): Promise<number[]> => {
      const { http, waits } = await setUp(failing(429, 1, { 'retry-after': value }))
      await http.put('/x', {})
      return waits
    }
    expect(await waited('3')).toBe(3000)
    expect(await waited('86400')).toBe(30_000)
    expect(await waited('nonsense')).toBe(200)
    const date = await waited(new Date(Date.now() + 5000).toUTCString())
    expect(date).toBeGreaterThan(2000)
    expect(date).toBeLessThanOrEqual(5000)
  })

  it('follow a broken connection only where the request may be repeated', async () => {
    const breaking: Script = (_, response, index) => (index === 0 ? response.destroy() : json(response, 200, {}))
    const first = await setUp(breaking)
    expect((await first.http.put('/x', {})).status).toBe(200)
    expect(first.server.seen).toHaveLength(2)
    expect(first.events).toContainEqual(
      expect.objectContaining({ type: 'retry', attempt: 1, reason: 'the connection broke' }),
    )
    const second = await setUp(breaking)
    const failure = await failureOf(second.http.post('/x', {}))
    expect(failure.facts).toMatchObject({ reason: 'the connection broke', uncertain: true })
    expect(second.server.seen).toHaveLength(1)
  })

  it('follow a refused connection for every method, and end with a hint', async () => {
    const { http, server, waits } = await setUp((_, response) => json(response, 200, {}))
    await server.close()
    const failure = await failureOf(http.post('/x', {}))
    expect(failure.message).toContain('connection refused')
    expect(failure.hint).toContain('--addr')
    expect(failure.facts.uncertain).toBeUndefined()
    expect(waits).toHaveLength(4)
  })

  it('give up when the whole would take longer than a minute', async () => {
    const { http, waits } = await setUp(
      failing(503, 99, { 'retry-after': '30' }),
      {},
      { wait: (milliseconds) => spend(milliseconds) },
    )
    const real = performance.now.bind(performance)
    let spent = 0
    const spend = async (milliseconds: number): Promise<void> => {
      spent += milliseconds
      waits.push(milliseconds)
    }
    performance.now = () => real() + spent
    try {
      await failureOf(http.get('/x'))
    } finally {
      performance.now = real
    }
    expect(spent).toBeLessThanOrEqual(60_000)
    expect(waits.length).toBeLessThan(3)
  })
})

describe('the room of a request', () => {
  it('is there for the next one before the answer is parsed: the controller need not wait for that', async () => {
    let sent = 0
    const window = openWindow(1)
    const attempt: Window['attempt'] = (work, verdictOf) =>
      window.attempt(() => {
        sent++
        return work()
      }, verdictOf)
    const { http } = await setUp((_, response) => json(response, 200, {}), {}, { window: { ...window, attempt } })
    const sentWhenParsed = ['/1', '/2', '/3'].map((path) => http.get(path).then(() => sent))
    expect(await Promise.all(sentWhenParsed)).toEqual([2, 3, 3])
  })
})

describe('limits', () => {
  it('hold for the whole exchange, headers sent or not', async () => {
    const { http, server } = await setUp(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write('{"data":')
      },
      { timeout: 0.2 },
    )
    const failure = await failureOf(http.get('/x'))
    expect(failure.facts).toMatchObject({ reason: 'no answer in time', uncertain: true })
    expect(failure.hint).toContain('--timeout')
    expect(server.seen).toHaveLength(2)
  })

  it('stop new requests and new tries after an interrupt, and let the one in flight finish', async () => {
    const interrupt = new AbortController()
    const { http, server } = await setUp(
      (_, response, index) => {
        interrupt.abort()
        setTimeout(() => json(response, index === 0 ? 200 : 503, {}), 20)
      },
      { parallelism: 1 },
    )
    const { signal } = interrupt
    const inFlight = http.get('/1', { signal })
    const queued = failureOf(http.get('/2', { signal }))
    expect((await inFlight).status).toBe(200)
    expect((await queued).facts).toMatchObject({ reason: 'interrupted', interrupted: true })
    expect(server.seen).toHaveLength(1)
  })

  it('let many wait for their next try without a warning of Node', async () => {
    const warnings: Error[] = []
    const hear = (warning: Error): unknown => warnings.push(warning)
    process.on('warning', hear)
    const many = Array.from({ length: 12 }, (_, index) => `/${index}`)
    const server = await fakeServer((_, response, index) => json(response, index < many.length ? 503 : 200, {}))
    const http = connectHttp(connectionTo(server.url, { parallelism: many.length }), { emit: () => undefined })
    closers.push(() => http.close(), server.close)
    const { signal } = new AbortController()
    await Promise.all(many.map((path) => http.get(path, { signal })))
    process.off('warning', hear)
    expect(warnings).toEqual([])
  })

  it('end a wait for the next try at an interrupt', async () => {
    const interrupt = new AbortController()
    const server = await fakeServer((_, response) => {
      json(response, 503, {}, { 'retry-after': '10' })
      setTimeout(() => interrupt.abort(), 20)
    })
    const http: Http = connectHttp(connectionTo(server.url), { emit: () => undefined })
    closers.push(() => http.close(), server.close)
    const started = performance.now()
    expect((await failureOf(http.get('/x', { signal: interrupt.signal }))).facts.interrupted).toBe(true)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('failures', () => {
  it("give Kong's message, code and fields", async () => {
    const body = {
      code: 2,
      fields: { host: 'required field missing' },
      message: 'schema violation (host: required field missing)',
      name: 'schema violation',
    }
    const { http, server } = await setUp((_, response) => json(response, 400, body))
    const failure = await failureOf(http.put('/services/x', {}))
    expect(failure.message).toBe(`PUT ${server.url}/services/x answered 400: ${body.message}`)
    expect(failure.facts).toMatchObject({ code: 2, fields: body.fields })
  })

  it('never show the value of a header that the answer quotes, with or without its scheme', async () => {
    const { server } = await setUp((_, response) => json(response, 401, { message: 'no user for hdr-secret (gzip)' }))
    const headers = { 'X-Token': 'Bearer hdr-secret', 'accept-encoding': 'gzip' }
    const http = connectHttp(connectionTo(server.url, { headers }), { emit: () => undefined })
    closers.push(() => http.close())
    expect((await failureOf(http.get('/'))).facts.reason).toBe('no user for (secret) ((secret))')
  })

  it('never show user name and password of the address or of a proxy', async () => {
    const message = 'no joe:pa%ss, pa%ss, joe:ho, not "ho"; mallory:proxy-pw and proxy-pw'
    const { server } = await setUp((_, response) => json(response, 401, { message }))
    const proxy = server.url.replace('//', '//mallory:proxy-pw@')
    for (const [password, reason] of [
      ['pa%ss', 'no (secret), (secret), joe:ho, not "ho"; (secret) and (secret)'],
      ['ho', 'no joe:pa%ss, pa%ss, (secret), not "(secret)"; (secret) and (secret)'],
    ] as const) {
      const http = connectHttp(connectionTo(`http://joe:${password}@kong.invalid`, { proxy }), {
        emit: () => undefined,
      })
      closers.push(() => http.close())
      expect((await failureOf(http.get('/'))).facts.reason).toBe(reason)
    }
  })

  it('never show a cookie by itself', async () => {
    const message = 'no session s1d2f3 or fg5, but fg55, dark'
    const { http } = await setUp((_, response) => json(response, 401, { message }), {
      headers: { Cookie: 'session=s1d2f3; b=fg5' },
    })
    expect((await failureOf(http.get('/'))).facts.reason).toBe('no session (secret) or (secret), but fg55, dark')
  })

  it('never show a header that is short, where it is a word', async () => {
    const { http } = await setUp((_, response) => json(response, 401, { message: 'tok=a.1 or a.1? xa.1 a.12 a11' }), {
      headers: { 'X-Tok': 'a.1' },
    })
    expect((await failureOf(http.get('/'))).facts.reason).toBe('tok=(secret) or (secret)? xa.1 a.12 a11')
  })

  it('masks what plugins send as headers', async () => {
    const { server } = await setUp((_, response) => json(response, 200, {}))
    const events: unknown[] = []
    const http = connectHttp(connectionTo(server.url), { emit: (event) => events.push(shown(event)) })
    closers.push(() => http.close())
    await http.put('/plugins/x', { config: { headers: { 'X-Any': 'plugin-token', n: null } }, headers: { a: ['b'] } })
    expect(events).toMatchObject([
      { body: '{"config":{"headers":{"X-Any":"(secret)","n":null}},"headers":{"a":["b"]}}' },
    ])
  })

  it('never show a secret that is short, where it is quoted as a value', async () => {
    const message = 'UNIQUE violation detected on \'{key="k-1"}\', not on k-10 or ""'
    const { http } = await setUp((_, response) => json(response, 409, { message }))
    const failure = await failureOf(http.put('/key-auths/x', { key: 'k-1', secret: '' }))
    expect(failure.facts.reason).toBe('UNIQUE violation detected on \'{key="(secret)"}\', not on k-10 or ""')
  })

  it('never show secrets of the request, the address or the environment', async () => {
    const secrets = ['hunter2-long', 'q"uote\\d', 'top-secret-key', 'admin-pass']
    const { server } = await setUp((seen, response) =>
      json(response, 400, {
        message: `bad body ${seen.body} hunter2-long`,
        fields: { x: ['top-secret-key', { y: 'q"uote\\d' }] },
      }),
    )
    const events: unknown[] = []
    const http = connectHttp(
      connectionTo(server.url.replace('//', '//admin:admin-pass@'), {
        headers: { Authorization: 'Bearer top-secret-key' },
      }),
      { emit: (event) => events.push(shown(event)) },
    )
    closers.push(() => http.close())
    const body = {
      host: new Secret('hunter2-long', 'DECK_H'),
      config: { password: 'q"uote\\d' },
      key: 'top-secret-key',
      headers: ['Authorization: Basic YWRtaW4='],
      url: 'http://u:pw12@h/',
    }
    const failure = await failureOf(http.put('/x', body))
    const all = JSON.stringify([failure.message, failure.hint, failure.facts, failure.stack, events])
    for (const secret of secrets) expect(all).not.toContain(secret)
    expect(JSON.stringify(events)).not.toMatch(/YWRtaW4=|pw12/)
    expect(failure.message).toContain('(secret)')
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'request', status: 400, body: expect.stringContaining('(secret)') }),
    )
  })

  it.each([
    [200, '<html>login</html>', 'text/html', /HTML page/, /login page/],
    [302, '', 'text/html', /no reason|HTML/, /redirects|login/],
    [404, '{"message":"no Route matched with those values"}', 'application/json', /no Route matched/, /8001/],
    [401, '{"message":"Unauthorized"}', 'application/json', /Unauthorized/, /--header/],
    [403, '', 'text/plain', /no reason given/, /right/],
    [200, '{"data": [', 'application/json', /no JSON/, /cut short/],
  ] as const)('explain %i %s', async (status, text, type, reason, hint) => {
    const { http } = await setUp((_, response) => response.writeHead(status, { 'content-type': type }).end(text))
    const failure = await failureOf(http.get('/services'))
    expect(failure.facts.reason).toMatch(reason)
    expect(failure.hint).toMatch(hint)
  })

  it('explain a host that is not there and a server that does not speak TLS', async () => {
    const { server } = await setUp((_, response) => json(response, 200, {}))
    const secure = connectHttp(connectionTo(server.url.replace('http:', 'https:')), { emit: () => undefined })
    closers.push(() => secure.close())
    expect((await failureOf(secure.get('/'))).hint).toMatch(/http:\/\/ and https:\/\//)
    expect(() => connectHttp(connectionTo('localhost:8001'), { emit: () => undefined })).toThrow(/no http or https URL/)
    expect(() =>
      connectHttp(connectionTo('https://h', { tls: { caFile: '/nowhere/ca.pem' } }), { emit: () => undefined }),
    ).toThrow(/--ca-cert-file .*not there/)
    expect(() =>
      connectHttp(connectionTo('https://h', { tls: { certFile: 'c.pem' } }), { emit: () => undefined }),
    ).toThrow(/needs its key/)
  })
})
