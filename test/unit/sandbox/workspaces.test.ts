import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, connect, uuid } from './client.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-workspaces-'))
let kong: Client
beforeAll(async () => {
  kong = await connect({ edition: 'enterprise' })
})
afterAll(async () => {
  await kong.sandbox.close()
  rmSync(folder, { recursive: true })
})

const DEFAULT = '00000000-0000-0000-0000-000000000000'
const notFound = (name: string) => ({ status: 404, body: { message: `Workspace '${name}' not found` } })

describe('the Enterprise edition', () => {
  it('says what it is, below a workspace too', async () => {
    const root = await kong.get('/')
    expect(root.body).toMatchObject({ version: '3.9.1.1-enterprise-edition', edition: 'enterprise' })
    expect(root.headers.get('server')).toBe('kong/3.9.1.1-enterprise-edition')
    expect((await kong.get('/kong')).body).toEqual((await kong.get('/default/kong')).body)
    expect(await kong.get('/nowhere/kong')).toMatchObject(notFound('nowhere'))
  })

  it('has no keyring unless it is given one', async () => {
    expect(await kong.get('/keyring')).toMatchObject({ status: 400, body: { message: 'the keyring is not enabled' } })
  })

  it('does not start without a database', async () => {
    await expect(connect({ edition: 'enterprise', dbless: true })).rejects.toThrow(/never without a database/)
  })
})

describe('workspaces', () => {
  it('have comment, config and meta, and one that is always there', async () => {
    expect((await kong.get('/workspaces/default')).body).toMatchObject({ id: DEFAULT, name: 'default', comment: null })
    const made = await kong.post('/workspaces', { name: 'shapes', comment: 'c', meta: { color: '#fff' } })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ name: 'shapes', comment: 'c', meta: { color: '#fff', thumbnail: null } })
    expect(made.body.config).toMatchObject({ portal: false, portal_auth: null, meta: null })
    expect((await kong.get(`/workspaces/${made.body.id}`)).body).toEqual(made.body)
    const patched = await kong.patch('/workspaces/shapes', { comment: 'd', config: { portal_token_exp: 5 } })
    expect(patched.body).toMatchObject({ comment: 'd', meta: { color: '#fff' }, config: { portal_token_exp: 5 } })
    expect((await kong.put('/workspaces/by-put', { comment: 'e' })).body).toMatchObject({
      name: 'by-put',
      comment: 'e',
    })
    expect((await kong.get('/by-put/services')).body).toEqual({ data: [], next: null })
    expect((await kong.post('/workspaces', { name: 'shapes' })).status).toBe(409)
  })

  it('keep their name', async () => {
    await kong.post('/workspaces', { name: 'fixed' })
    const refused = { status: 400, body: { message: 'Workspaces cannot be renamed' } }
    const { id } = (await kong.get('/workspaces/fixed')).body
    expect(await kong.patch('/workspaces/fixed', { name: 'other' })).toMatchObject(refused)
    expect(await kong.put(`/workspaces/${id}`, { name: 'other' })).toMatchObject(refused)
    expect((await kong.put(`/workspaces/${id}`, { name: 'fixed', comment: 'again' })).body).toMatchObject({ id })
  })

  it('cannot have the name of a path', async () => {
    const { body } = await kong.get('/endpoints')
    const words = new Set((body.data as unknown as string[]).map((path) => path.split('/')[1] ?? ''))
    for (const word of words) {
      if (word !== '') expect((await kong.post('/workspaces', { name: word })).status, word).toBe(400)
    }
  })

  it('are isolated: names by workspace, ids for all, references never across', async () => {
    for (const name of ['a', 'b']) await kong.post('/workspaces', { name })
    const inA = await kong.post('/a/services', { name: 's', host: 'a' })
    const inB = await kong.post('/b/services', { name: 's', host: 'b' })
    expect([inA.status, inB.status, (await kong.get('/services/s')).status]).toEqual([201, 201, 404])
    expect((await kong.get('/a/services')).body).toEqual({ data: [inA.body], next: null })
    expect(await kong.get(`/b/services/${inA.body.id}`)).toMatchObject({ status: 404, body: { message: 'Not found' } })
    const { id } = (await kong.get('/workspaces/a')).body
    expect((await kong.get(`/${id}/services/s`)).body).toEqual(inA.body)
    expect(await kong.post('/b/routes', { paths: ['/x'], service: { id: inA.body.id } })).toMatchObject({
      status: 400,
      body: { code: 4, name: 'foreign key violation' },
    })
    expect(await kong.post('/b/services', { id: inA.body.id, host: 'h' })).toMatchObject({
      status: 400,
      body: { code: 3 },
    })
    expect((await kong.put(`/b/services/${inA.body.id}`, { host: 'h' })).status).toBe(400)
    expect((await kong.get('/a/services/s')).body).toEqual(inA.body)
    expect((await kong.post('/a/vaults', { name: 'env', prefix: 'v-one' })).status).toBe(201)
    expect(await kong.post('/b/vaults', { name: 'env', prefix: 'v-one' })).toMatchObject({
      status: 409,
      body: { code: 5 },
    })
    expect(await kong.get('/c/services')).toMatchObject(notFound('c'))
    expect((await kong.get('/a/workspaces')).status).toBe(404)
    expect((await kong.get('/a/schemas/services')).status).toBe(200)
    expect((await kong.get('/a/nothing')).body).toEqual({ message: 'Not found' })
  })

  it('page by themselves, and name their pages without the workspace', async () => {
    await kong.post('/workspaces', { name: 'paged' })
    for (const n of [1, 2, 3]) await kong.put(`/paged/consumers/${uuid(n)}`, { username: `u${n}` })
    const first = await kong.get('/paged/consumers?size=2')
    expect(first.body.data).toHaveLength(2)
    expect((await kong.get(`/paged/consumers?size=2&offset=${first.body.offset}`)).body.data).toHaveLength(1)
  })

  it('count what they hold, and go only when empty or with all that they hold', async () => {
    const { id } = (await kong.post('/workspaces', { name: 'full' })).body
    await kong.post('/full/services', { name: 's', host: 'h' })
    await kong.post('/full/services/s/routes', { paths: ['/'] })
    expect((await kong.get('/workspaces/full/meta')).body).toEqual({ counts: { services: 1, routes: 1 } })
    expect((await kong.get(`/workspaces/${id}/meta`)).body).toEqual({ counts: { services: 1, routes: 1 } })
    expect(await kong.del('/workspaces/full')).toMatchObject({
      status: 400,
      body: { message: 'Workspace is not empty' },
    })
    expect((await kong.del('/workspaces/full?cascade=true')).status).toBe(204)
    expect(await kong.get('/full/services')).toMatchObject(notFound('full'))
    expect((await kong.get('/workspaces/full')).status).toBe(404)
    expect(await kong.del('/workspaces/default?cascade=true')).toMatchObject({ status: 400 })
  })

  it('come back from the data file with all that they hold', async () => {
    const data = join(folder, 'kept.json')
    const first = await connect({ data, edition: 'enterprise' })
    expect(first.sandbox.kept).toBe(false)
    await first.post('/workspaces', { name: 'team', comment: 'kept' })
    await first.post('/team/consumers', { username: 'bob' })
    await first.post('/team/consumers/bob/key-auth', { key: 'k', ttl: 1000 })
    await first.sandbox.close()
    const second = await connect({ data, edition: 'enterprise' })
    expect(second.sandbox.kept).toBe(true)
    expect((await second.get('/workspaces/team')).body).toMatchObject({ comment: 'kept' })
    expect(Number((await second.get('/team/key-auths/k')).body.ttl)).toBeGreaterThan(900)
    expect((await second.get('/consumers')).body.data).toEqual([])
    await second.sandbox.close()
  })
})

describe('the open-source edition', () => {
  it('knows nothing of workspaces', async () => {
    const open = await connect()
    for (const path of ['/workspaces', '/default/services', '/kong', '/consumer_groups', '/schemas/consumer_groups'])
      expect((await open.get(path)).status, path).toBe(404)
    expect((await open.get('/')).body).toMatchObject({ version: '3.9.3', edition: 'community' })
    await open.sandbox.close()
  })
})
