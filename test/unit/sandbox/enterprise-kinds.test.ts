import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, connect } from './client.ts'
import { AUTHORITY } from './pems.ts'

let kong: Client
const invited: string[] = []
beforeAll(async () => {
  kong = await connect({
    edition: 'enterprise',
    enforceRbac: true,
    adminToken: 'root',
    onInvitation: (person) => invited.push(person),
  })
})
afterAll(() => kong.sandbox.close())

describe('admins', () => {
  it('are invited, take a password and leave; their users are no RBAC users to the list', async () => {
    const made = await kong.post('/admins', { username: 'ann', email: 'ann@test', custom_id: 'a1' })
    expect(made.status).toBe(200)
    const { admin } = made.body
    expect(admin).toMatchObject({ username: 'ann', email: 'ann@test', status: 4, rbac_token_enabled: true })
    expect(invited).toEqual(['ann@test'])
    expect(Object.hasOwn(admin as object, 'rbac_user')).toBe(false)
    expect((await kong.get('/admins/ann')).body).toEqual(admin)
    const { body: asked } = await kong.get('/admins/ann?generate_register_url=true')
    expect(asked.register_url).toMatch(/^http/)
    expect((await kong.post('/admins/register', { username: 'ann', email: 'ann@test', password: 'p' })).status).toBe(
      201,
    )
    expect((await kong.get('/admins/ann?generate_register_url=true')).body).toMatchObject({ status: 0 })
    expect((await kong.patch('/admins/ann', { email: 'new@test' })).body).toMatchObject({
      email: 'new@test',
      status: 0,
    })
    const names = (await kong.get('/rbac/users')).body.data?.map(({ name }) => name)
    expect(names).toEqual([])
    const admins = (await kong.get('/admins')).body.data?.map(({ username }) => username)
    expect(admins?.sort()).toEqual(['ann', 'kong_admin'])
    expect((await kong.post('/admins', { username: 'ann', email: 'other@test' })).status).toBe(409)
    expect(invited).toHaveLength(1)
    expect((await kong.del('/admins/ann')).status).toBe(204)
    expect((await kong.get('/admins/ann')).status).toBe(404)
    expect((await kong.get('/rbac/users/ann')).status).toBe(404)
  })

  it('have roles in workspaces', async () => {
    await kong.post('/workspaces', { name: 'team' })
    await kong.post('/team/rbac/roles', { name: 'helper' })
    await kong.post('/admins', { username: 'bob', email: 'bob@test' })
    expect((await kong.post('/team/admins/bob/roles', { roles: 'helper' })).body).toMatchObject({
      roles: [{ name: 'helper' }],
    })
    expect((await kong.post('/admins/bob/roles', { roles: 'read-only' })).status).toBe(201)
    const workspaces = (await kong.get('/admins/bob/workspaces')).body as unknown as { name: string }[]
    expect(workspaces.map(({ name }) => name).sort()).toEqual(['default', 'team'])
    expect((await kong.call('DELETE', '/admins/bob/roles', { roles: 'read-only' })).status).toBe(204)
    expect((await kong.get('/admins/bob/roles')).body).toEqual({ roles: [] })
  })
})

describe('groups', () => {
  it('have roles of workspaces', async () => {
    const group = (await kong.post('/groups', { name: 'developers', comment: 'c' })).body
    await kong.post('/workspaces', { name: 'blue' })
    const role = (await kong.post('/blue/rbac/roles', { name: 'dev' })).body
    const workspace = (await kong.get('/workspaces/blue')).body
    const body = { rbac_role_id: role.id, workspace_id: workspace.id }
    const linked = await kong.post('/groups/developers/roles', body)
    const link = { group, rbac_role: { id: role.id, name: 'dev' }, workspace }
    expect(linked).toMatchObject({ status: 201, body: link })
    expect((await kong.get(`/groups/${group.id}/roles`)).body).toEqual({ data: [link], next: null })
    expect((await kong.post('/groups/developers/roles', body)).status).toBe(409)
    expect((await kong.post('/groups/developers/roles', { ...body, rbac_role_id: 'none' })).status).toBe(404)
    expect((await kong.call('DELETE', '/groups/developers/roles', body)).status).toBe(204)
    expect((await kong.get('/groups/developers/roles')).body.data).toEqual([])
    expect((await kong.get('/blue/groups')).status).toBe(404)
  })
})

describe('licences', () => {
  const payload = (key: string) => JSON.stringify({ license: { payload: { license_key: key }, version: '1' } })

  it('are JSON texts, and the newest is reported', async () => {
    expect((await kong.get('/license/report')).body).toMatchObject({ license_key: 'UNLICENSED', workspaces_count: 3 })
    const made = await kong.post('/licenses', { payload: payload('k1') })
    expect(made).toMatchObject({ status: 201, body: { payload: payload('k1') } })
    expect((await kong.patch(`/licenses/${made.body.id}`, { payload: payload('k2') })).status).toBe(200)
    expect((await kong.get('/license/report')).body).toMatchObject({ license_key: 'k2' })
    expect(await kong.post('/licenses', { payload: 'nonsense' })).toMatchObject({ status: 400, body: { code: 2 } })
    expect((await kong.del(`/licenses/${made.body.id}`)).status).toBe(204)
    expect((await kong.get('/licenses')).body).toEqual({ data: [], next: null })
  })
})

describe('event hooks', () => {
  const url = 'https://hooks.test/x'

  it('have a configuration by handler', async () => {
    const webhook = { source: 'crud', event: 'consumers', handler: 'webhook', config: { url } }
    const made = await kong.post('/event-hooks', webhook)
    const { id, created_at } = made.body
    const config = { url, headers: {}, secret: null, ssl_verify: false }
    expect(made.body).toEqual({ ...webhook, id, created_at, config, on_change: null, snooze: null })
    expect((await kong.post('/event-hooks', { source: 'crud', handler: 'log' })).body).toMatchObject({ config: {} })
    const custom = { source: 'crud', handler: 'webhook-custom', config: { url, method: 'POST' } }
    expect((await kong.post('/event-hooks', custom)).body.config).toMatchObject({
      payload_format: true,
      headers_format: false,
    })
    expect(await kong.post('/event-hooks', { source: 'crud', handler: 'lambda', config: {} })).toMatchObject({
      status: 400,
      body: { fields: { config: { functions: 'required field missing' } } },
    })
    expect((await kong.post('/event-hooks', { source: 'crud', handler: 'other' })).status).toBe(400)
    expect((await kong.post(`/event-hooks/${id}/test`, { a: 1 })).body).toMatchObject({
      data: { a: 1, source: 'crud' },
    })
    expect((await kong.get('/event-hooks/sources/crud')).body.data).toHaveProperty('consumers')
    expect((await kong.get('/event-hooks')).body.data).toHaveLength(3)
    expect((await kong.del(`/event-hooks/${id}`)).status).toBe(204)
  })
})

describe('kinds below services and consumers', () => {
  it('translate and weigh GraphQL', async () => {
    await kong.post('/services', { name: 'graph', host: 'h' })
    const route = await kong.post('/services/graph/degraphql/routes', { uri: '/me', query: 'query { me }' })
    expect(route).toMatchObject({ status: 201, body: { uri: '/me', methods: ['GET'] } })
    expect((await kong.get('/degraphql_routes')).body.data).toEqual([route.body])
    expect((await kong.patch(`/services/graph/degraphql/routes/${route.body.id}`, { uri: '/you' })).body.uri).toBe(
      '/you',
    )
    const base = '/services/graph/graphql-rate-limiting-advanced/costs'
    const cost = await kong.post(base, { type_path: 'Query.all', mul_arguments: ['first'] })
    expect(cost.body).toMatchObject({ add_constant: 1, mul_constant: 1, add_arguments: [], mul_arguments: ['first'] })
    expect((await kong.get('/graphql-rate-limiting-advanced/costs')).body.data).toEqual([cost.body])
    await kong.del('/services/graph')
    expect((await kong.get('/degraphql_routes')).body.data).toEqual([])
  })

  it('know consumers by certificate or encrypted key', async () => {
    await kong.post('/consumers', { username: 'c' })
    const authority = (await kong.post('/ca_certificates', { cert: AUTHORITY })).body
    const body = { subject_name: 'c@test', ca_certificate: { id: authority.id } }
    const mtls = await kong.post('/consumers/c/mtls-auth', body)
    expect(mtls).toMatchObject({ status: 201, body })
    expect((await kong.post('/consumers/c/mtls-auth', body)).status).toBe(409)
    expect((await kong.get('/mtls-auths')).body.data).toEqual([mtls.body])
    const key = await kong.post('/consumers/c/key-auth-enc', {})
    expect(key.body.key).toMatch(/^\w{32}$/)
    expect((await kong.get('/key-auths-enc')).body.data).toMatchObject([{ id: key.body.id, key: key.body.key }])
  })
})

describe('every schema of Enterprise', () => {
  it('is answered', async () => {
    const names =
      'workspaces consumer_groups partials rbac_users rbac_roles rbac_role_endpoints rbac_role_entities groups admins licenses event_hooks degraphql_routes graphql_ratelimiting_cost_decorations mtls_auth_credentials keyauth_enc_credentials'
    for (const name of names.split(' '))
      expect((await kong.get(`/schemas/${name}`)).body.fields, name).toBeInstanceOf(Array)
    const fields = (await kong.get('/schemas/plugins')).body.fields as unknown as Record<string, unknown>[]
    const added = fields.flatMap((field) => Object.keys(field))
    expect(added).toEqual(expect.arrayContaining(['consumer_group', 'ordering', 'partials']))
  })
})
