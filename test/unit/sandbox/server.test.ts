import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { startSandbox } from '../../../src/sandbox/kong/server.ts'
import { type Client, connect, uuid } from './client.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-sandbox-'))
const open: Client[] = []
const start = async (...options: Parameters<typeof connect>): Promise<Client> => {
  const client = await connect(...options)
  open.push(client)
  return client
}
afterAll(async () => {
  await Promise.all(open.map((client) => client.sandbox.close()))
  rmSync(folder, { recursive: true })
})

describe('the data file', () => {
  const data = join(folder, 'kept.json')

  it('brings everything back after a restart, readable by its owner only', async () => {
    const first = await connect({ data })
    await first.put(`/consumers/${uuid(1)}`, { username: 'bob' })
    await first.post('/consumers/bob/key-auth', { key: 'k', ttl: 1000 })
    await first.post('/services', { name: 's', host: 'h' })
    await first.sandbox.close()
    expect(statSync(data).mode & 0o777).toBe(0o600)
    const second = await connect({ data })
    expect((await second.get('/key-auths/k')).body).toMatchObject({ consumer: { id: uuid(1) } })
    expect(Number((await second.get('/key-auths/k')).body.ttl)).toBeGreaterThan(900)
    expect((await second.post('/services', { name: 's', host: 'h' })).status).toBe(409)
    await second.del('/consumers/bob')
    await second.sandbox.close()
    const third = await start({ data })
    expect((await third.get('/key-auths')).body.data).toEqual([])
  })

  it('is written while the sandbox runs', async () => {
    const live = join(folder, 'live.json')
    const client = await start({ data: live })
    await client.post('/services', { name: 'written', host: 'h' })
    await expect.poll(() => readFileSync(live, 'utf8'), { timeout: 3000 }).toContain('written')
  })

  it('that cannot be written is an error when the sandbox stops', async () => {
    const lost = mkdtempSync(join(folder, 'lost-'))
    const client = await connect({ data: join(lost, 'x.json') })
    rmSync(lost, { recursive: true })
    await client.post('/services', { host: 'h' })
    await expect(client.sandbox.close()).rejects.toThrow(/ENOENT/)
  })

  it.each([
    ['', 'empty'],
    ['{"format":"keelson-sandbox-kong-1","rows":{"services":[', 'cut off'],
    ['{"format":"keelson-sandbox-kong-1","count":2,"rows":{"services":[]},"expiry":{}}', 'short of rows'],
    ['[]', 'something else'],
  ])('is an error when it is damaged: %s (%s)', async (text, what) => {
    const damaged = join(folder, `damaged-${what.replaceAll(' ', '-')}.json`)
    writeFileSync(damaged, text)
    await expect(startSandbox({ data: damaged })).rejects.toThrow(/damaged/)
    expect(readFileSync(damaged, 'utf8')).toBe(text)
  })
})

describe('options', () => {
  it('rate makes writes wait, not reads', async () => {
    const client = await start({ rate: 20 })
    const began = performance.now()
    await Promise.all(Array.from({ length: 9 }, (_, n) => client.post('/consumers', { username: `u${n}` })))
    expect(performance.now() - began).toBeGreaterThan(350)
    const ends: string[] = []
    const many = Array.from({ length: 60 }, (_, n) => client.post('/consumers', { username: `v${n}` }))
    const writing = Promise.all(many).then(() => ends.push('writes'))
    await Promise.all(Array.from({ length: 9 }, () => client.get('/consumers')))
    ends.push('reads')
    await writing
    expect(ends).toEqual(['reads', 'writes'])
  })

  it('latency lets requests pile up, which is counted', async () => {
    const client = await start({ latency: 500 })
    await Promise.all(Array.from({ length: 5 }, () => client.get('/services')))
    expect(client.sandbox.maxInFlight).toBe(5)
    expect(client.sandbox.requests).toEqual({ GET: 5 })
  })

  it('intercept answers or drops in its place', async () => {
    const client = await start({
      intercept: ({ method, path, body }) => {
        if (path === '/services' && method === 'POST') return { status: 503, body: { message: JSON.stringify(body) } }
        return path === '/routes' ? 'drop' : undefined
      },
    })
    expect(await client.post('/services', { host: 'h' })).toMatchObject({
      status: 503,
      body: { message: '{"host":"h"}' },
    })
    await expect(client.get('/routes')).rejects.toThrow()
    expect((await client.get('/services')).body.data).toEqual([])
  })

  it('seed fills it, and is refused when it is not valid', async () => {
    const seed = {
      services: [{ name: 's', host: 'h', routes: [{ name: 'r', paths: ['/'] }] }],
      routes: [{ name: 'q', paths: ['/q'], service: 's' }],
    }
    const client = await start({ seed })
    expect((await client.get('/services/s/routes')).body.data).toHaveLength(2)
    await expect(startSandbox({ seed: { services: [{ port: 'x' }] } })).rejects.toThrow(/seed/)
  })

  it('a port that is taken is an error', async () => {
    const client = await start()
    await expect(startSandbox({ port: client.sandbox.port })).rejects.toThrow(/EADDRINUSE/)
  })
})

describe('transport', () => {
  it('answers with the headers of the gateway', async () => {
    const client = await start()
    const { headers } = await client.get('/services')
    expect(headers.get('server')).toBe('kong/3.9.3')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(headers.get('access-control-allow-origin')).toBe('*')
    const options = await client.call('OPTIONS', '/services/x')
    expect(options).toMatchObject({ status: 204 })
    expect(options.headers.get('allow')).toBe('DELETE, GET, HEAD, OPTIONS, PATCH, PUT')
    expect(await client.call('HEAD', '/services')).toMatchObject({ status: 200, text: '' })
  })

  it.each([
    ['POST', '/services', 'application/json', '{"name":', 400],
    ['POST', '/services', 'application/json', 'null', 500],
    ['POST', '/services', 'application/json', '[{"host":"h"}]', 500],
    ['POST', '/services', 'text/plain', 'host=h', 415],
    ['POST', '/services', 'application/x-www-form-urlencoded', 'host=h&port=81&tags[]=a&tags[]=b', 201],
    ['PUT', '/services', 'application/json', '{}', 405],
    ['POST', '/nope', 'application/json', '{}', 404],
    ['POST', '/targets', 'application/json', '{}', 404],
    ['POST', '/services', 'application/json', ' '.repeat(11 * 1024 * 1024), 413],
  ])('%s %s as %s with %.30s is %i', async (method, path, type, body, status) => {
    const client = await start()
    const response = await fetch(client.sandbox.url + path, { method, body, headers: { 'Content-Type': type } })
    expect(response.status).toBe(status)
    if (status === 201) expect(await response.json()).toMatchObject({ port: 81, tags: ['a', 'b'] })
  })

  it('knows what it is', async () => {
    const client = await start({ version: '3.9.9' })
    await client.post('/plugins', { name: 'cors' })
    const { body } = await client.get('/')
    expect(body).toMatchObject({ version: '3.9.9', edition: 'community', plugins: { enabled_in_cluster: ['cors'] } })
    expect((await client.get('/status')).body).toMatchObject({ database: { reachable: true } })
    expect((await client.get('/endpoints')).body.data).toContain(
      '/consumers/{consumers}/key-auth/{keyauth_credentials}',
    )
    expect((await client.get('/workspaces')).status).toBe(404)
  })
})
