import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { exchange } from '../../../src/http/exchange.ts'
import { openTransport } from '../../../src/http/open-transport.ts'
import { connectionTo, fakeServer, json } from './fake-server.ts'
import { ok, type RawScript, rawServer } from './raw-server.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function setUp(script: RawScript) {
  const server = await rawServer(script)
  const { pool, fields } = openTransport(connectionTo(`http://127.0.0.1:${server.port}`), {})
  closers.push(() => pool.close(), server.close)
  const ask = (target = '/', more: { method?: string; timeout?: number } = {}) =>
    exchange(pool, { method: 'GET', target, fields, ...more }, more.timeout ?? 5000)
  return { ...server, pool, ask }
}

/** Time for what is on its way to arrive. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 30))

describe('connections', () => {
  it('are used again, the last one first', async () => {
    const { ask, connections } = await setUp((socket, text) => {
      const answer = ok(`${connections.indexOf(socket)}`)
      setTimeout(() => socket.write(answer), text.includes('/slow') ? 40 : 0)
    })
    const first = await Promise.all([ask('/'), ask('/slow'), ask('/')])
    expect(first.map(({ text }) => text).sort()).toEqual(['0', '1', '2'])
    const [, slow] = first
    for (let index = 0; index < 5; index++) expect((await ask()).text).toBe(slow?.text)
    expect(connections).toHaveLength(3)
  })

  it.each([['connection: close\r\n'], ['keep-alive: timeout=1\r\n']])(
    'are not used again after an answer with %j',
    async (fields) => {
      const { ask, connections } = await setUp((socket) => socket.write(ok('x', fields)))
      await ask()
      await ask()
      expect(connections).toHaveLength(2)
    },
  )

  it('are made anew where the server closed them meanwhile, or said what nobody asked for', async () => {
    const { ask, connections } = await setUp((socket, _, index) => {
      socket.write(ok(`${index}`))
      if (index === 0) setTimeout(() => socket.end(), 5)
      if (index === 1) setTimeout(() => socket.write(ok('poison')), 5)
      if (index === 2) setTimeout(() => socket.resetAndDestroy(), 5)
    })
    for (const expected of ['0', '1', '2', '3']) {
      expect((await ask()).text).toBe(expected)
      await aMoment()
    }
    expect(connections).toHaveLength(4)
  })

  it('that are not in use do not keep the process alive', async () => {
    const { port } = await setUp((socket) => setTimeout(() => socket.write(ok('x')), 20))
    const code = `
      const { exchange } = await import('./build/http/exchange.js')
      const { openTransport } = await import('./build/http/open-transport.js')
      const { pool, fields } = openTransport({ addr: 'http://127.0.0.1:${port}', tls: {} }, {})
      console.log((await exchange(pool, { method: 'GET', target: '/', fields }, 5000)).text)`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: root })
    expect(stdout).toBe('x\n')
  })

  it('keep it alive when they are used again, however long after', async () => {
    const { port } = await setUp((socket, _, index) => index === 0 && socket.write(ok('x')))
    const code = `
      const { exchange } = await import('./build/http/exchange.js')
      const { openTransport } = await import('./build/http/open-transport.js')
      const { pool, fields } = openTransport({ addr: 'http://127.0.0.1:${port}', tls: {} }, {})
      const ask = () => exchange(pool, { method: 'GET', target: '/', fields }, 300)
      console.log((await ask()).text)
      await new Promise((resolve) => setTimeout(resolve, 400))
      await ask().catch((error) => console.log(error.code))`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: root })
    expect(stdout).toBe('x\nKEELSON_TIMEOUT\n')
  })

  it('end at once when the pool is closed, with what is under way', async () => {
    const { ask, pool, connections } = await setUp((socket, text) => {
      if (!text.includes('/never')) socket.write(ok('x'))
    })
    await ask()
    const never = ask('/never')
    while (connections[0]?.bytesRead === 0) await aMoment()
    pool.close()
    await expect(never).rejects.toMatchObject({ code: 'KEELSON_CLOSED' })
    await expect(ask()).rejects.toMatchObject({ code: 'KEELSON_CLOSED' })
    await Promise.all(connections.map((socket) => socket.closed || once(socket, 'close')))
  })
})

describe('an exchange', () => {
  it('fails when the server goes away before all of the answer came', async () => {
    const starts = ['', 'HTTP/1.1 2', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc']
    const { ask } = await setUp((socket, _, index) => socket.end(starts[index] ?? ''))
    for (const _ of starts) await expect(ask()).rejects.toMatchObject({ code: 'KEELSON_CLOSED' })
  })

  it('fails when a connection that was good before breaks, and the next one has a new connection', async () => {
    const { ask, connections } = await setUp((socket, _, index) =>
      index === 1 ? socket.destroy() : socket.write(ok('x')),
    )
    await ask()
    await expect(ask()).rejects.toMatchObject({ code: expect.stringMatching(/KEELSON_CLOSED|ECONNRESET/) })
    expect((await ask()).text).toBe('x')
    expect(connections).toHaveLength(2)
  })

  it.each(['220 mail.example ESMTP\r\n\r\n', 'SSH-2.0-OpenSSH_9.6\r\n'])(
    'fails at once when what comes is no HTTP: %j',
    async (greeting) => {
      const { ask, connections } = await setUp((socket) => socket.write(greeting))
      await expect(ask()).rejects.toThrow('the answer is no HTTP/1.1: it does not begin with a status line')
      if (connections[0]?.closed === false) await once(connections[0], 'close')
    },
  )

  it('gives up in time, and its connection with it', async () => {
    const { ask, connections } = await setUp((socket, _, index) => index > 0 && socket.write(ok('x')))
    await expect(ask('/', { timeout: 30 })).rejects.toMatchObject({ code: 'KEELSON_TIMEOUT' })
    expect((await ask()).text).toBe('x')
    expect(connections).toHaveLength(2)
  })

  it('reads an answer that ends with the connection, and one that drips', async () => {
    const { ask } = await setUp(async (socket, _, index) => {
      if (index === 0) return void socket.end('HTTP/1.0 200 OK\r\n\r\nall of it')
      for (const byte of ok('drop by drop')) {
        socket.write(byte)
        await new Promise(setImmediate)
      }
    })
    expect((await ask()).text).toBe('all of it')
    expect((await ask()).text).toBe('drop by drop')
  })
})

describe('a request', () => {
  it('tells the length of its body in bytes, whatever it is written in', async () => {
    const server = await fakeServer((seen, response) => json(response, 200, { length: seen.headers['content-length'] }))
    const { pool, fields } = openTransport(connectionTo(server.url), { 'x-latin': 'é' })
    closers.push(() => pool.close(), server.close)
    const bodies = ['{"a":1}', '"é"', '"日本 😀"', '']
    for (const body of bodies)
      await exchange(pool, { method: 'PUT', target: '/', fields, content: { contentType: 'text/plain', body } }, 5000)
    expect(server.seen.map(({ body }) => body)).toEqual(bodies)
    expect(server.seen.map(({ headers }) => headers['content-length'])).toEqual(['7', '4', '13', '0'])
    expect(server.seen.map(({ headers }) => headers['x-latin'])).toEqual(bodies.map(() => 'é'))
  })

  it('is not sent when its path would say more than a path', async () => {
    const { ask, connections } = await setUp(() => undefined)
    for (const path of ['/a b', '/a\r\nx: y', '/\0', '/\u0100', ''])
      await expect(ask(path)).rejects.toMatchObject({ code: 'KEELSON_UNSENDABLE' })
    expect(connections).toEqual([])
  })

  it.each([
    [{ 'x-a': 'b\r\nx-c: d' }, /"x-a" cannot be sent/],
    [{ 'x a': 'b' }, /"x a" cannot be sent/],
    [{ 'Transfer-Encoding': 'chunked' }, /Transfer-Encoding is not yours to set/],
    [{ 'content-length': '1' }, /content-length is not yours to set/],
  ])('is not even begun with the fields %j', (fields, message) => {
    expect(() => openTransport(connectionTo('http://127.0.0.1:1'), fields)).toThrow(message)
  })

  it('has the fields that are given in place of its own', async () => {
    const server = await fakeServer((_, response) => json(response, 200, {}))
    const given = { Host: 'kong.example', Connection: 'close', 'Content-Type': 'text/plain' }
    const { pool, fields } = openTransport(connectionTo(server.url), given)
    closers.push(() => pool.close(), server.close)
    await exchange(
      pool,
      { method: 'PUT', target: '/', fields, content: { contentType: 'application/json', body: '1' } },
      5000,
    )
    expect(server.seen[0]?.headers).toEqual({
      host: 'kong.example',
      connection: 'close',
      'content-type': 'application/json',
      'content-length': '1',
    })
  })
})
