import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { exchange } from '../../../src/http/exchange.ts'
import { directly, type Place } from '../../../src/http/open-socket.ts'
import { openPool } from '../../../src/http/pool.ts'
import { securedBy } from '../../../src/http/secure-socket.ts'
import { tunnelTo } from '../../../src/http/tunnel.ts'
import { ok, rawServer } from './raw-server.ts'
import { certificate, key } from './test-certificate.ts'

const closers: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Serves on loopback, with TLS or without, and says where. */
async function serve(secure: boolean, listener: RequestListener) {
  const server = secure ? createSecureServer({ cert: certificate, key }, listener) : createServer(listener)
  const place = await listen(server)
  closers.push(() => server.closeAllConnections())
  return {
    server,
    place: secure ? { ...place, secure: securedBy({ ca: certificate, servername: 'keelson.test' }) } : place,
  }
}

async function listen(server: Server): Promise<Place> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise((resolve) => server.close(resolve)))
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

/** A proxy that makes every tunnel it is asked for, and remembers the requests and both ends. */
async function serveProxy(secure: boolean) {
  const { server, place } = await serve(secure, (_, response) => response.writeHead(405).end())
  const asked: IncomingMessage[] = []
  const ends: Socket[] = []
  server.on('connect', (request: IncomingMessage, near: Socket) => {
    const [host = '', port] = (request.url ?? '').split(':')
    const far = connect(Number(port), host, () => near.write('HTTP/1.1 200 Connection established\r\n\r\n'))
    asked.push(request)
    ends.push(near, far)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const)
      from
        .on('error', () => to.destroy())
        .on('close', () => to.destroy())
        .pipe(to)
  })
  closers.push(() => ends.forEach((end) => void end.destroy()))
  return { place, asked, ends }
}

const plain = [false, true]
const request = { method: 'GET', target: '/services', fields: 'host: kong\r\n' }

describe('a tunnel', () => {
  it.each(plain.flatMap((proxy) => plain.map((gateway) => [proxy, gateway] as const)))(
    'through a proxy (TLS: %s) to a gateway (TLS: %s) carries one request after another',
    async (secureProxy, secureGateway) => {
      const large = 'ä'.repeat(200_000)
      const gateway = await serve(secureGateway, (_, response) => response.end(large))
      const proxy = await serveProxy(secureProxy)
      const pool = openPool(
        tunnelTo(gateway.place, {
          name: 'http://proxy',
          place: proxy.place,
          fields: 'proxy-authorization: Basic eA==\r\n',
        }),
      )
      closers.unshift(() => pool.close())
      for (let index = 0; index < 3; index++) expect((await exchange(pool, request, 5000)).text === large).toBe(true)
      expect(proxy.asked.map(({ url, headers }) => [url, headers['proxy-authorization']])).toEqual([
        [`127.0.0.1:${gateway.place.port}`, 'Basic eA=='],
      ])
    },
  )

  it('that breaks is an error, and another one is made', async () => {
    const proxy = await serveProxy(false)
    let index = 0
    const gateway = await serve(true, (_, response) => {
      if (index++ === 0) for (const end of proxy.ends) end.resetAndDestroy()
      else response.end('again')
    })
    const pool = openPool(tunnelTo(gateway.place, { name: 'http://proxy', place: proxy.place, fields: '' }))
    closers.unshift(() => pool.close())
    const error = { code: expect.stringMatching(/KEELSON_CLOSED|ECONNRESET/) }
    await expect(exchange(pool, request, 5000)).rejects.toMatchObject(error)
    expect((await exchange(pool, request, 5000)).text).toBe('again')
  })

  it.each([
    [
      'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n',
      'the proxy http://proxy: it answered 407',
    ],
    [ok('no tunnel'), 'the answer is no HTTP/1.1: the proxy sends what nobody asked for'],
    ['SSH-2.0\r\n\r\n', 'the answer is no HTTP/1.1: it does not begin with a status line'],
    ['HTTP/1.1 200 OK', 'KEELSON_CLOSED', true],
    ['SSH-2.0-', 'the answer is no HTTP/1.1: it does not begin with a status line'],
  ])('is not there when the proxy says %j', async (answer, message, over = false) => {
    const proxy = await rawServer((socket) => void (over ? socket.end(answer) : socket.write(answer)))
    const place = { host: '127.0.0.1', port: proxy.port }
    const pool = openPool(tunnelTo({ host: 'kong.invalid', port: 8001 }, { name: 'http://proxy', place, fields: '' }))
    closers.push(() => pool.close(), proxy.close)
    await expect(exchange(pool, request, 5000)).rejects.toThrow(message)
  })

  it('that is not wanted any more is ended while it is made', async () => {
    const proxy = await rawServer(() => undefined)
    const pool = openPool(
      tunnelTo(
        { host: '::1', port: 8001 },
        { name: 'http://proxy', place: { host: '127.0.0.1', port: proxy.port }, fields: '' },
      ),
    )
    closers.push(proxy.close)
    const under = exchange(pool, request, 5000)
    await expect.poll(() => proxy.connections[0]?.bytesRead).toBeGreaterThan(0)
    pool.close()
    await expect(under).rejects.toMatchObject({ code: 'KEELSON_CLOSED' })
    if (proxy.connections[0]?.closed === false) await once(proxy.connections[0], 'close')
  })
})

describe('a new secured connection', () => {
  it('goes on with the session of the last one', async () => {
    const { place } = await serve(true, ({ socket }, response) => {
      response.setHeader('connection', 'close').end(`${(socket as TLSSocket).isSessionReused()}`)
    })
    const pool = openPool(directly(place))
    closers.unshift(() => pool.close())
    expect((await exchange(pool, request, 5000)).text).toBe('false')
    expect((await exchange(pool, request, 5000)).text).toBe('true')
  })
})
