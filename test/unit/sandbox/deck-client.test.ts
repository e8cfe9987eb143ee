import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, connect, uuid } from './client.ts'

let kong: Client
beforeAll(async () => {
  kong = await connect()
})
afterAll(() => kong.sandbox.close())

/** What decK asks and sends, in its order. */
describe('decK as a client', () => {
  it('learns the version and that there are no workspaces', async () => {
    const root = await kong.get('/')
    expect(root.body).toMatchObject({ version: '3.9.3', configuration: { database: 'postgres' } })
    expect(root.headers.get('server')).toBe('kong/3.9.3')
    for (const path of ['/kong', '/workspaces', '/workspaces/default', '/default/kong'])
      expect(await kong.get(path)).toMatchObject({ status: 404, body: { message: 'Not found' } })
  })

  it('takes a 404 for what only Enterprise has, and lists the rest', async () => {
    const missing = ['consumer_groups', 'licenses', 'partials', 'mtls-auths', 'rbac/roles', 'degraphql_routes']
    for (const path of missing) expect((await kong.get(`/${path}?size=1000`)).status, path).toBe(404)
    const lists =
      'services routes consumers plugins upstreams certificates ca_certificates snis vaults keys key-sets key-auths basic-auths hmac-auths jwts oauth2 acls'
    for (const path of lists.split(' '))
      expect((await kong.get(`/${path}?size=1000`)).body, path).toEqual({ data: [], next: null })
    expect(await kong.get('/filter-chains?size=1000')).toMatchObject({ status: 400 })
  })

  it('reads the schemas that it takes defaults from', async () => {
    for (const name of ['services', 'routes', 'upstreams', 'targets', 'plugins/rate-limiting'])
      expect((await kong.get(`/schemas/${name}`)).body.fields, name).toBeInstanceOf(Array)
    for (const name of ['consumer_group_plugins', 'partials'])
      expect(await kong.get(`/schemas/${name}`)).toMatchObject({ status: 404 })
  })

  it('writes whole entities by id, credentials below their consumer, targets by POST', async () => {
    const service = await kong.put(`/services/${uuid(1)}`, { id: uuid(1), name: 's', host: 'h', tags: null })
    expect(service.status).toBe(200)
    const again = await kong.put(`/services/${uuid(1)}`, { ...service.body, port: 81 })
    expect(again.body).toMatchObject({ port: 81, created_at: service.body.created_at })
    await kong.put(`/consumers/${uuid(2)}`, { id: uuid(2), username: 'c' })
    const below = { 'key-auth': { key: 'k' }, 'basic-auth': { username: 'u', password: 'p' }, acls: { group: 'g' } }
    for (const [path, body] of Object.entries({ ...below, jwt: {}, 'hmac-auth': { username: 'u' } })) {
      const made = await kong.put(`/consumers/${uuid(2)}/${path}/${uuid(3)}`, { id: uuid(3), ...body })
      expect(made, path).toMatchObject({ status: 200, body: { id: uuid(3), consumer: { id: uuid(2) } } })
    }
    await kong.put(`/upstreams/${uuid(4)}`, { name: 'u' })
    const path = `/upstreams/${uuid(4)}/targets`
    expect((await kong.put(`${path}/${uuid(5)}`, { target: 'a:1' })).status).toBe(404)
    expect((await kong.post(path, { id: uuid(5), target: 'a:1' })).status).toBe(201)
    const changed = await kong.put(`${path}/${uuid(5)}`, { id: uuid(5), target: 'a:1', weight: 7 })
    expect(changed).toMatchObject({ status: 200, body: { weight: 7 } })
    for (const one of [`${path}/${uuid(5)}`, `/consumers/${uuid(2)}/acls/${uuid(3)}`])
      expect([(await kong.del(one)).status, (await kong.del(one)).status]).toEqual([204, 404])
  })
})
