import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectHttp } from '../../../src/http/connect-http.ts'
import { Failure } from '../../../src/http/failure.ts'
import type { Connection } from '../../../src/model/settings.ts'
import { connectionTo, fakeServer, json } from './fake-server.ts'
import { certificate, key } from './test-certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-tls-'))
const caFile = join(folder, 'ca.pem')
const keyFile = join(folder, 'key.pem')
let server: Server
let url = ''

beforeAll(async () => {
  writeFileSync(caFile, certificate)
  writeFileSync(keyFile, key)
  const options = { cert: certificate, key, requestCert: true, rejectUnauthorized: false }
  server = createServer(options, (request, response) => {
    const subject = (
      request.socket as { getPeerCertificate?: () => { subject?: { CN?: string } } }
    ).getPeerCertificate?.()
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ client: subject?.subject?.CN ?? null }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

async function ask(tls: Connection['tls'], headers: Record<string, string> = {}): Promise<unknown> {
  const http = connectHttp(connectionTo(url, { tls, headers }), { emit: () => undefined })
  try {
    return (await http.get('/')).body
  } catch (error) {
    return error instanceof Failure ? `${error.facts.reason}; ${error.hint}` : error
  } finally {
    await http.close()
  }
}

describe('TLS', () => {
  it('refuses a server that nobody vouches for, with the way out', async () => {
    expect(await ask({})).toMatch(/not trusted; .*--ca-cert-file/)
  })

  it('refuses a certificate for another name, unless that name is given', async () => {
    expect(await ask({ caFile })).toMatch(/another name; .*--tls-server-name/)
    expect(await ask({ caFile, serverName: 'keelson.test' })).toEqual({ client: null })
  })

  it('expects a certificate for the name that a header calls the gateway by', async () => {
    expect(await ask({ caFile }, { Host: 'keelson.test:8444' })).toEqual({ client: null })
    expect(await ask({ caFile, serverName: 'other.test' }, { Host: 'keelson.test' })).toMatch(/another name/)
  })

  it('shows a client certificate', async () => {
    expect(await ask({ caFile, serverName: 'keelson.test', certFile: caFile, keyFile })).toEqual({
      client: 'keelson.test',
    })
  })

  it('tells before the first request that a client certificate cannot be used', async () => {
    const other = join(folder, 'other.pem')
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeFileSync(other, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    for (const [certFile, key, reason] of [
      [caFile, other, 'they do not belong together'],
      [other, other, 'one of the files holds something else'],
      [caFile, caFile, 'one of them cannot be read'],
    ] as const) {
      const open = () => connectHttp(connectionTo(url, { tls: { certFile, keyFile: key } }), { emit: () => undefined })
      expect(open).toThrow(expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'tls-pair' })] }))
      expect(open).toThrow(reason)
    }
  })

  it('can be told not to look', async () => {
    expect(await ask({ skipVerify: true })).toEqual({ client: null })
  })
})

describe('a proxy', () => {
  it.each([
    ['joe:pw', 'joe:pw'],
    ['joe:%zz%40', 'joe:%zz@'],
  ])('is asked for the address of the controller, with its own user name (%s)', async (written, sent) => {
    const proxy = await fakeServer((_, response) => json(response, 200, { through: 'proxy' }))
    const connection = connectionTo('http://kong.invalid:8001', { proxy: proxy.url.replace('//', `//${written}@`) })
    const http = connectHttp(connection, { emit: () => undefined })
    expect((await http.get('/services')).body).toEqual({ through: 'proxy' })
    expect(proxy.seen[0]?.url).toBe('http://kong.invalid:8001/services')
    expect(proxy.seen[0]?.headers['proxy-authorization']).toBe(`Basic ${Buffer.from(sent).toString('base64')}`)
    await Promise.all([http.close(), proxy.close()])
  })

  it('that never answers does not hold anything up', async () => {
    const silent = createTcpServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const proxy = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const connection = connectionTo('https://kong.invalid:8444', { proxy, timeout: 0.2 })
    const http = connectHttp(connection, { emit: () => undefined })
    await expect(http.get('/')).rejects.toMatchObject({ facts: { reason: 'no answer in time' } })
    await http.close()
    silent.close()
  })

  /** A proxy that answers CONNECT so, time after time, and what becomes of a request that is sent through it. */
  async function askedThrough(answers: readonly string[]) {
    const proxy = createHttpServer()
    let asked = 0
    proxy.on('connect', (_, socket) => socket.end(`HTTP/1.1 ${answers[asked++] ?? answers.at(-1)}\r\n\r\n`))
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const connection = connectionTo('https://kong.invalid:8444', { proxy: `http://joe:proxy-pw@${host}` })
    const http = connectHttp(connection, { emit: () => undefined, wait: async () => undefined })
    const failure: unknown = await http.post('/', {}).catch((error) => error)
    await http.close()
    proxy.close()
    return { facts: (failure as Failure).facts, name: `http://${host}`, asked }
  }

  it('that refuses is named, without its user', async () => {
    const { facts, name, asked } = await askedThrough(['403 Forbidden'])
    expect([facts.reason, facts.uncertain, asked]).toEqual([`the proxy ${name}: it answered 403`, undefined, 1])
  })

  it.each(['429 Too Many Requests', '502 Bad Gateway', '503 Service Unavailable', '504 Gateway Timeout'])(
    'that makes no tunnel for now (%s) is asked again, whatever is to be sent',
    async (answer) => {
      const { facts, name, asked } = await askedThrough([answer, '403 Forbidden'])
      expect([facts.reason, facts.uncertain, asked]).toEqual([`the proxy ${name}: it answered 403`, undefined, 2])
    },
  )

  it.each(['http', 'https'])('that is not there is named, and not the gateway (%s)', async (scheme) => {
    const gone = await fakeServer(() => undefined)
    await gone.close()
    const connection = connectionTo(`${scheme}://kong.invalid`, { proxy: gone.url.replace('//', '//joe:proxy-pw@') })
    const http = connectHttp(connection, { emit: () => undefined, wait: async () => undefined })
    const failure = (await http.get('/').catch((error) => error)) as Failure
    expect(failure.facts.reason).toBe(`the proxy ${gone.url}: connection refused`)
    expect(failure.hint).toMatch(/HTTPS_PROXY/)
    await http.close()
  })

  it('takes its user name from its own address only, for another header might go past it', () => {
    const proxy = 'http://127.0.0.1:3128'
    const connection = connectionTo('https://kong.invalid:8444', { proxy, headers: { 'proxy-Authorization': 'x' } })
    expect(() => connectHttp(connection, { emit: () => undefined })).toThrow(/are given in its address/)
  })

  it('must be a URL', () => {
    const connection = connectionTo('http://kong.invalid:8001', { proxy: 'nonsense' })
    expect(() => connectHttp(connection, { emit: () => undefined })).toThrow(/proxy/)
  })
})
