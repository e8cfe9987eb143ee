import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, connect, uuid } from './client.ts'

let kong: Client
beforeAll(async () => {
  kong = await connect()
})
afterAll(() => kong.sandbox.close())

describe('one entity', () => {
  it('is created with defaults, read by id and name, changed, replaced and deleted', async () => {
    const made = await kong.post('/services', { name: 'a', host: 'a.example.com' })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ port: 80, protocol: 'http', retries: 5, enabled: true, path: null, tags: null })
    expect((await kong.get(`/services/${String(made.body.id).toUpperCase()}`)).body).toEqual(made.body)
    const patched = await kong.patch('/services/a', { port: 8080, retries: null })
    expect(patched.body).toMatchObject({ id: made.body.id, port: 8080, retries: null, host: 'a.example.com' })
    const replaced = await kong.put('/services/a', { host: 'b.example.com', name: 'ignored' })
    expect(replaced).toMatchObject({ status: 200, body: { id: made.body.id, name: 'a', port: 80, retries: 5 } })
    expect((await kong.del('/services/a')).status).toBe(204)
    expect((await kong.get('/services/a')).status).toBe(404)
    expect((await kong.del('/services/a')).status).toBe(204)
  })

  it('is made by PUT under the id or the name of the path', async () => {
    expect((await kong.put(`/services/${uuid(1)}`, { id: uuid(2), name: 'p', host: 'h' })).body).toMatchObject({
      id: uuid(1),
    })
    expect((await kong.put('/services/q', { id: uuid(3), host: 'h' })).body).toMatchObject({ id: uuid(3), name: 'q' })
    expect((await kong.put('/services/q', { id: uuid(4), host: 'h' })).body).toMatchObject({ id: uuid(3) })
  })

  it('takes a service by its url, and keeps a path that the url does not have', async () => {
    const { body } = await kong.post('/services', { name: 'url', url: 'https://u.example.com:8443/base?x=1' })
    expect(body).toMatchObject({ protocol: 'https', host: 'u.example.com', port: 8443, path: '/base' })
    expect((await kong.patch('/services/url', { url: 'http://v.example.com' })).body).toMatchObject({
      host: 'v.example.com',
      port: 80,
      path: '/base',
    })
  })

  it('says in its own words what is missing on PATCH, and what cannot be a name', async () => {
    expect(await kong.patch('/services/none', { port: 1 })).toMatchObject({
      status: 404,
      body: { code: 6, fields: { name: 'none' } },
    })
    expect(await kong.get('/services/a%2Fb')).toMatchObject({
      status: 400,
      body: { code: 10, name: 'invalid unique name' },
    })
    expect(await kong.get('/ca_certificates/x')).toMatchObject({ status: 400, body: { code: 1 } })
  })

  it('keeps a created_at that is given and never an updated_at', async () => {
    const { body } = await kong.post('/consumers', { username: 'timed', created_at: 1000, updated_at: 1000 })
    expect(body.created_at).toBe(1000)
    expect(Number(body.updated_at)).toBeGreaterThan(1_600_000_000)
  })
})

describe('what must be unique', () => {
  it('is refused with 409 and told by its value', async () => {
    await kong.post('/consumers', { username: 'bob', custom_id: 'c1' })
    const name = await kong.post('/consumers', { username: 'bob', custom_id: 'c1' })
    expect(name).toMatchObject({ status: 409, body: { code: 5, fields: { username: 'bob' } } })
    expect(name.body.message).toBe(`UNIQUE violation detected on '{username="bob"}'`)
    expect(await kong.post('/consumers', { username: 'bob2', custom_id: 'c1' })).toMatchObject({
      body: { fields: { custom_id: 'c1' } },
    })
  })

  it('counts a taken id first, except where a field is called key', async () => {
    await kong.post('/services', { id: uuid(10), name: 'ten', host: 'h' })
    expect(await kong.post('/services', { id: uuid(10), name: 'ten', host: 'h' })).toMatchObject({
      status: 400,
      body: { code: 3 },
    })
    await kong.post('/consumers/bob/key-auth', { id: uuid(11), key: 'k' })
    expect(await kong.post('/consumers/bob/key-auth', { id: uuid(11), key: 'k' })).toMatchObject({
      status: 409,
      body: { fields: { key: 'k' } },
    })
  })

  it('frees a value when its holder changes or goes', async () => {
    await kong.post('/consumers', { username: 'old' })
    await kong.patch('/consumers/old', { username: 'new' })
    expect((await kong.post('/consumers', { username: 'old' })).status).toBe(201)
    await kong.del('/consumers/new')
    expect((await kong.post('/consumers', { username: 'new' })).status).toBe(201)
  })

  it('lets one plugin of a name be in each scope', async () => {
    const plugin = { name: 'cors', service: { name: 'ten' } }
    expect((await kong.post('/plugins', plugin)).status).toBe(201)
    const again = await kong.post('/plugins', plugin)
    expect(again).toMatchObject({
      status: 409,
      body: { fields: { name: 'cors', route: null, consumer: null, service: { id: uuid(10) } } },
    })
    expect((await kong.post('/plugins', { name: 'cors' })).status).toBe(201)
  })
})

describe('references', () => {
  it('are taken by id or unique field, and must exist', async () => {
    const byName = await kong.post('/routes', { paths: ['/x'], service: { name: 'ten' } })
    expect(byName.body.service).toEqual({ id: uuid(10) })
    expect(await kong.post('/routes', { paths: ['/x'], service: { id: uuid(99) } })).toMatchObject({
      status: 400,
      body: { code: 4 },
    })
    expect(await kong.post('/routes', { paths: ['/x'], service: { name: 'none' } })).toMatchObject({
      status: 400,
      body: { code: 13 },
    })
    expect(await kong.post('/schemas/routes/validate', { paths: ['/x'], service: { id: uuid(99) } })).toMatchObject({
      status: 200,
    })
  })

  it('forbid a delete or go along with it', async () => {
    await kong.post('/services', { name: 'held', host: 'h' })
    const route = await kong.post('/services/held/routes', { paths: ['/h'] })
    const plugin = await kong.post(`/routes/${route.body.id}/plugins`, { name: 'key-auth' })
    expect(await kong.del('/services/held')).toMatchObject({
      status: 400,
      body: { fields: { '@referenced_by': 'routes' } },
    })
    expect((await kong.del(`/routes/${route.body.id}`)).status).toBe(204)
    expect((await kong.get(`/plugins/${plugin.body.id}`)).status).toBe(404)
    expect((await kong.del('/services/held')).status).toBe(204)
  })

  it('take credentials along whatever their tags', async () => {
    await kong.post('/consumers', { username: 'gone', tags: ['mine'] })
    const key = await kong.post('/consumers/gone/key-auth', { tags: ['theirs'] })
    expect(String(key.body.key)).toMatch(/^[A-Za-z0-9]{32}$/)
    await kong.del('/consumers/gone')
    expect((await kong.get(`/key-auths/${key.body.id}`)).status).toBe(404)
  })
})

describe('kinds with code of their own', () => {
  it('hashes a basic-auth password with the consumer, again at each write', async () => {
    await kong.put(`/consumers/${uuid(20)}`, { username: 'hash' })
    const sha1 = (text: string) =>
      createHash('sha1')
        .update(text + uuid(20))
        .digest('hex')
    const { body } = await kong.post('/consumers/hash/basic-auth', { username: 'u', password: 'p' })
    expect(body.password).toBe(sha1('p'))
    expect((await kong.patch(`/consumers/hash/basic-auth/${body.id}`, { tags: ['t'] })).body.password).toBe(sha1('p'))
    const again = await kong.put(`/consumers/hash/basic-auth/${body.id}`, { username: 'u', password: sha1('p') })
    expect(again.body.password).toBe(sha1(sha1('p')))
    expect((await kong.patch(`/basic-auths/${body.id}`, { password: 'x' })).status).toBe(400)
  })

  it.each([
    ['a.example.com', 'a.example.com:8000'],
    ['a.example.com:1', 'a.example.com:1'],
    ['1.2.3.4', '1.2.3.4:8000'],
    ['::1', '[0000:0000:0000:0000:0000:0000:0000:0001]:8000'],
    ['[fe80::1:2]:99', '[fe80:0000:0000:0000:0000:0000:0001:0002]:99'],
  ])('writes the target %s as %s', async (given, written) => {
    const upstream = `u-${written.replace(/\W/g, '')}`
    await kong.post('/upstreams', { name: upstream })
    expect(await kong.post(`/upstreams/${upstream}/targets`, { target: given })).toMatchObject({
      status: 201,
      body: { target: written },
    })
    expect((await kong.post(`/upstreams/${upstream}/targets`, { target: given })).status).toBe(409)
    expect((await kong.put(`/upstreams/${upstream}/targets/${uuid(77)}`, { target: given })).status).toBe(404)
  })

  it.each(['a b', 'h:99999', 'http://x', '1.2.3.400'])('refuses the target %s', async (target) => {
    await kong.put('/upstreams/refuses', {})
    expect(await kong.post('/upstreams/refuses/targets', { target })).toMatchObject({ status: 400, body: { code: 2 } })
  })

  it('mirrors deprecated fields and refuses ones that contradict', async () => {
    const config = { minute: 5, policy: 'redis', redis: { host: 'r.example.com' } }
    const made = await kong.post('/plugins', { name: 'rate-limiting', config })
    expect(made.body.config).toMatchObject({ redis_host: 'r.example.com', redis_port: 6379 })
    const stale = await kong.patch(`/plugins/${made.body.id}`, {
      config: { redis_host: 'old', redis: { host: 'new' } },
    })
    expect(stale).toMatchObject({ status: 400, body: { fields: { redis_host: expect.stringContaining('mismatch') } } })
    const deep = await kong.patch(`/plugins/${made.body.id}`, { config: { redis: { port: 7000 } } })
    expect(deep.body.config).toMatchObject({ minute: 5, redis: { host: 'r.example.com', port: 7000 } })
  })

  it('counts a ttl down and removes what is over', async () => {
    await kong.put('/consumers/ttl', {})
    const { body } = await kong.post('/consumers/ttl/key-auth', { key: 'short', ttl: 1 })
    expect(body.ttl).toBeLessThanOrEqual(1)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect((await kong.get('/key-auths/short')).status).toBe(404)
    expect((await kong.post('/consumers/ttl/key-auth', { key: 'n', ttl: null })).status).toBe(500)
  })

  it('keeps the SNIs of a certificate as its body says, and finds it by them', async () => {
    const pem = { cert: '{vault://env/cert}', key: '{vault://env/key}' }
    const made = await kong.post('/certificates', { ...pem, snis: ['b.example.com', 'a.example.com'] })
    expect(made.body.snis).toEqual(['a.example.com', 'b.example.com'])
    expect((await kong.get('/certificates/a.example.com')).body.id).toBe(made.body.id)
    const taken = await kong.post('/certificates', { ...pem, snis: ['a.example.com'] })
    expect(taken).toMatchObject({
      status: 400,
      body: { fields: { snis: expect.stringContaining('already associated') } },
    })
    expect((await kong.patch(`/certificates/${made.body.id}`, { tags: ['t'] })).body.snis).toHaveLength(2)
    expect((await kong.put(`/certificates/${made.body.id}`, pem)).body.snis).toEqual([])
    expect(await kong.get('/certificates/a.example.com')).toMatchObject({
      status: 404,
      body: { message: 'SNI not found' },
    })
  })

  it('wants the protocols of a plugin to be among those of its route', async () => {
    const route = await kong.post('/routes', { protocols: ['tcp'], destinations: [{ port: 1 }] })
    const plugin = {
      name: 'file-log',
      config: { path: '/dev/null' },
      protocols: ['http'],
      route: { id: route.body.id },
    }
    expect(await kong.post('/plugins', plugin)).toMatchObject({
      status: 400,
      body: { fields: { protocols: expect.any(String) } },
    })
    expect((await kong.post('/plugins', { ...plugin, protocols: ['tcp'] })).status).toBe(201)
  })

  it('moves an upstream between algorithms as it hashes or not', async () => {
    const made = await kong.post('/upstreams', { name: 'h', hash_on: 'header', hash_on_header: 'X-A' })
    expect(made.body.algorithm).toBe('consistent-hashing')
    expect((await kong.patch('/upstreams/h', { hash_on: 'none' })).body.algorithm).toBe('round-robin')
    expect((await kong.patch('/upstreams/h', { algorithm: 'least-connections', hash_on: 'none' })).body.algorithm).toBe(
      'least-connections',
    )
  })
})
