import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAllowed, type Permission } from '../../../src/sandbox/kong/rbac/decide.ts'
import { hashToken, isToken } from '../../../src/sandbox/kong/rbac/token.ts'
import { type Client, connect } from './client.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-rbac-'))
let root: Client
beforeAll(async () => {
  root = await connect({ edition: 'enterprise', enforceRbac: true, adminToken: 'root-token' })
})
afterAll(async () => {
  await root.sandbox.close()
  rmSync(folder, { recursive: true })
})

const UNKNOWN = { status: 401, body: { message: 'Invalid RBAC credentials' } }
const refused = (name: string, action: string) => ({
  status: 403,
  body: { message: `${name}, you do not have permissions to ${action} this resource` },
})

/** Makes a user with one role that has these endpoint permissions, in a workspace. */
async function userWith(name: string, permissions: object[], workspace = ''): Promise<Client> {
  await root.post(`${workspace}/rbac/roles`, { name: `${name}-role` })
  for (const permission of permissions) {
    const made = await root.post(`${workspace}/rbac/roles/${name}-role/endpoints`, permission)
    expect(made.status).toBe(201)
  }
  await root.post(`${workspace}/rbac/users`, { name, user_token: `${name}-token` })
  const linked = await root.post(`${workspace}/rbac/users/${name}/roles`, { roles: `${name}-role` })
  expect(linked.status).toBe(201)
  return root.as(`${name}-token`)
}

describe('tokens', () => {
  it('are asked for, and only those of enabled users are known', async () => {
    for (const path of ['/', '/services', '/rbac/users', '/nothing'])
      expect(await root.as('').get(path), path).toMatchObject(UNKNOWN)
    expect(await root.as('wrong').get('/services')).toMatchObject(UNKNOWN)
    const one = await userWith('sleeper', [{ endpoint: '*', workspace: '*', actions: 'read' }])
    expect((await one.get('/services')).status).toBe(200)
    await root.patch('/rbac/users/sleeper', { enabled: false })
    expect(await one.get('/services')).toMatchObject(UNKNOWN)
  })

  it('are answered and kept as a hash only', async () => {
    const made = await root.post('/rbac/users', { name: 'hidden', user_token: 'very-hidden-token' })
    expect(made).toMatchObject({ status: 201, body: { name: 'hidden', enabled: true, comment: null } })
    expect(made.body.user_token).toMatch(/^\$2b\$09\$[./A-Za-z0-9]{53}$/)
    expect(made.body.user_token_ident).toMatch(/^[0-9a-f]{5}$/)
    expect((await root.get('/rbac/users/hidden')).body).toEqual(made.body)
    const again = await root.patch('/rbac/users/hidden', { user_token: 'very-hidden-token' })
    expect(again.body.user_token).not.toBe(made.body.user_token)
    expect((await root.patch('/rbac/users/hidden', { comment: 'c' })).body.user_token).toBe(again.body.user_token)
    expect(await root.post('/rbac/users', { name: 'tokenless' })).toMatchObject({
      status: 400,
      body: { fields: { user_token: 'required field missing' } },
    })
    expect((await root.put('/rbac/users/hidden', { name: 'hidden' })).status).toBe(405)
  })

  it('match their hash alone', () => {
    const { user_token } = hashToken('a')
    expect([isToken('a', user_token), isToken('b', user_token), isToken('a', 'short')]).toEqual([true, false, false])
  })

  it('are not in the data file, and hold after a restart', async () => {
    const data = join(folder, 'kept.json')
    const options = { data, edition: 'enterprise', enforceRbac: true } as const
    const first = await connect({ ...options, adminToken: 'first-token' })
    await first.sandbox.close()
    expect(readFileSync(data, 'utf8')).not.toContain('first-token')
    const second = await connect(options)
    expect((await second.as('first-token').get('/services')).status).toBe(200)
    await second.sandbox.close()
    const third = await connect({ ...options, adminToken: 'third-token' })
    expect((await third.get('/services')).status).toBe(200)
    expect(await third.as('first-token').get('/services')).toMatchObject(UNKNOWN)
    await third.sandbox.close()
  })

  it('are needed before they can be enforced', async () => {
    await expect(connect({ edition: 'enterprise', enforceRbac: true })).rejects.toThrow(/needs a token/)
    await expect(connect({ enforceRbac: true })).rejects.toThrow(/need the Enterprise edition/)
  })
})

describe('roles', () => {
  it('let through what they name, and say who may not do what', async () => {
    const alex = await userWith('alex', [{ endpoint: '/services/', workspace: 'default', actions: ['*'] }])
    expect(await alex.get('/routes')).toMatchObject(refused('alex', 'read'))
    expect((await alex.post('/services', { name: 'by-alex', host: 'h' })).status).toBe(201)
    expect(await alex.del('/services/by-alex')).toMatchObject(refused('alex', 'delete'))
    expect(await alex.put('/services/by-alex', { host: 'h' })).toMatchObject(refused('alex', 'update'))
    expect(await alex.post('/routes', { paths: ['/'] })).toMatchObject(refused('alex', 'create'))
    expect((await alex.get('/nothing')).status).toBe(404)
  })

  it('of one workspace end there, also for the list of workspaces', async () => {
    for (const name of ['blue', 'red']) await root.post('/workspaces', { name })
    const blue = await userWith('blue-admin', [{ endpoint: '*', workspace: 'blue', actions: '*' }], '/blue')
    expect((await blue.post('/blue/services', { name: 's', host: 'h' })).status).toBe(201)
    expect((await blue.get('/blue/kong')).body).toMatchObject({ edition: 'enterprise' })
    expect((await blue.get('/blue/rbac/users')).body.data).toHaveLength(1)
    for (const path of ['/red/services', '/services', '/workspaces', '/workspaces/blue', '/', '/licenses'])
      expect(await blue.get(path), path).toMatchObject(refused('blue-admin', 'read'))
    expect((await root.get('/rbac/users/blue-admin')).status).toBe(404)
  })

  it('are there from the start, and a user with the name of one has it', async () => {
    const { data = [] } = (await root.get('/rbac/roles')).body
    expect(data.map(({ name }) => name)).toEqual(expect.arrayContaining(['super-admin', 'admin', 'read-only']))
    const made = await root.post('/rbac/users', { name: 'read-only', user_token: 'reader' })
    const { body } = await root.get('/rbac/users/read-only/roles')
    expect(body).toMatchObject({ roles: [{ name: 'read-only', is_default: false }], user: made.body })
    const reader = root.as('reader')
    expect((await reader.get('/services')).status).toBe(200)
    expect((await reader.get('/rbac/users')).status).toBe(200)
    expect(await reader.post('/services', { host: 'h' })).toMatchObject(refused('read-only', 'create'))
    expect((await root.get('/rbac/users/read-only/permissions')).body).toEqual({
      endpoints: { '*': { '*': { actions: ['read'], negative: false } } },
      entities: {},
    })
    await root.post('/rbac/users', { name: 'admin', user_token: 'administrator' })
    expect((await root.as('administrator').post('/services', { host: 'h' })).status).toBe(201)
    expect(await root.as('administrator').get('/rbac/users')).toMatchObject(refused('admin', 'read'))
  })

  it('are given and taken by name', async () => {
    await root.post('/rbac/users', { name: 'worker', user_token: 'worker-token' })
    for (const name of ['one', 'two']) await root.post('/rbac/roles', { name })
    const { roles } = (await root.post('/rbac/users/worker/roles', { roles: 'one,two' })).body
    expect(roles).toMatchObject([{ name: 'one' }, { name: 'two' }])
    expect((await root.call('DELETE', '/rbac/users/worker/roles', { roles: 'one' })).status).toBe(204)
    expect((await root.get('/rbac/users/worker/roles')).body.roles).toMatchObject([{ name: 'two' }])
    expect((await root.post('/rbac/users/worker/roles', { roles: 'none' })).status).toBe(400)
    await root.del('/rbac/roles/two')
    expect((await root.get('/rbac/users/worker/roles')).body.roles).toEqual([])
    expect((await root.put('/rbac/roles/three', { comment: 'c' })).body).toMatchObject({ name: 'three', comment: 'c' })
  })
})

describe('permissions', () => {
  it('on endpoints go by workspace and path', async () => {
    await root.post('/rbac/roles', { name: 'p' })
    const body = { endpoint: '/services/*', workspace: 'default', actions: 'read,update', comment: 'c' }
    const made = await root.post('/rbac/roles/p/endpoints', body)
    const { id: role } = (await root.get('/rbac/roles/p')).body
    const { created_at } = made.body
    const whole = { ...body, actions: ['read', 'update'], negative: false, created_at, role: { id: role } }
    expect(made).toMatchObject({ status: 201 })
    expect(made.body).toEqual(whole)
    const path = '/rbac/roles/p/endpoints/default'
    for (const one of ['/services/*', '//services/*']) expect((await root.get(path + one)).body).toEqual(whole)
    const patched = await root.patch(`${path}/services/*`, { actions: ['delete'], negative: true })
    expect(patched.body).toEqual({ ...whole, actions: ['delete'], negative: true })
    expect((await root.get('/rbac/roles/p/endpoints')).body).toEqual({ data: [patched.body] })
    expect((await root.post('/rbac/roles/p/endpoints', body)).status).toBe(409)
    const everything = await root.post('/rbac/roles/p/endpoints', { endpoint: '*', workspace: '*', actions: '*' })
    expect(everything.body.actions).toEqual(['read', 'create', 'update', 'delete'])
    expect((await root.get('/rbac/roles/p/endpoints/*/*')).body).toEqual(everything.body)
    expect((await root.del(`${path}/services/*`)).status).toBe(204)
    expect((await root.get(`${path}/services/*`)).status).toBe(404)
    expect((await root.post('/rbac/roles/p/endpoints', { endpoint: '/x', actions: 'write' })).status).toBe(400)
  })

  it('on entities know what the id is of', async () => {
    await root.post('/rbac/roles', { name: 'e' })
    const service = (await root.post('/services', { host: 'h' })).body
    const made = await root.post('/rbac/roles/e/entities', { entity_id: service.id, actions: 'read' })
    expect(made.body).toMatchObject({
      entity_id: service.id,
      entity_type: 'services',
      actions: ['read'],
      negative: false,
    })
    const all = await root.post('/rbac/roles/e/entities', { entity_id: '*', actions: '*' })
    expect(all.body.entity_type).toBe('wildcard')
    expect((await root.get(`/rbac/roles/e/entities/${service.id}`)).body).toEqual(made.body)
    expect((await root.patch('/rbac/roles/e/entities/*', { actions: 'update' })).body.actions).toEqual(['update'])
    expect((await root.get('/rbac/roles/e/permissions')).body).toEqual({
      endpoints: {},
      entities: {
        [String(service.id)]: { actions: ['read'], negative: false },
        '*': { actions: ['update'], negative: false },
      },
    })
    expect((await root.del('/rbac/roles/e/entities/*')).status).toBe(204)
  })

  const may = (endpoint: string, workspace: string, actions = 'read', negative = false): Permission => ({
    endpoint,
    workspace,
    actions: actions.split(','),
    negative,
  })
  const not = (endpoint: string, workspace: string, actions = 'read'): Permission =>
    may(endpoint, workspace, actions, true)
  it.each<[string, boolean, Permission[]]>([
    ['nothing said', false, []],
    ['this endpoint here', true, [may('/services/a', 'w')]],
    ['another endpoint here', false, [may('/services', 'w'), may('/services/a/b', 'w')]],
    ['one part by *', true, [may('/services/*', 'w')]],
    ['this endpoint elsewhere', false, [may('/services/a', 'v')]],
    ['this endpoint anywhere', true, [may('/services/a', '*')]],
    ['here before anywhere', false, [not('/services/*', 'w'), may('/services/a', '*')]],
    ['an endpoint anywhere before any endpoint here', false, [not('/services/a', '*'), may('*', 'w')]],
    ['any endpoint here before any endpoint anywhere', true, [may('*', 'w'), not('*', '*')]],
    ['the endpoint with more words first', true, [may('/services/a', 'w'), not('/services/*', 'w')]],
    ['a negative one before its like', false, [may('/services/a', 'w'), not('/services/a', 'w')]],
    ['what is said of other actions does not count', true, [not('/services/a', 'w', 'delete'), may('*', '*', 'read')]],
    ['any endpoint, but for another action', false, [may('*', '*', 'create,update')]],
  ])('decide: %s', (_what, allowed, permissions) => {
    expect(isAllowed(permissions, { workspace: 'w', segments: ['services', 'a'], action: 'read' })).toBe(allowed)
  })
})
