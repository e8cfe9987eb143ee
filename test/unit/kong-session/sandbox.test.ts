import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Step } from '../../../src/model/change.ts'
import type { Entity } from '../../../src/model/entity.ts'
import type { Handle, Session } from '../../../src/model/provider.ts'
import type { Fields } from '../../../src/model/value.ts'
import { accessKinds } from '../../../src/providers/kong/access-kinds.ts'
import { enterpriseKinds } from '../../../src/providers/kong/enterprise-kinds.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { connectKong } from '../../../src/providers/kong/session/connect-kong.ts'
import { kindByName } from '../../../src/providers/kong/shape/sections.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/kong/server.ts'
import { connectionTo } from '../http/fake-server.ts'
import { certificate, key } from '../http/test-certificate.ts'

let sandbox: Sandbox
let session: Session

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  session = connectKong(connectionTo(sandbox.url), { emit: () => undefined })
})

afterAll(async () => {
  await session.close()
  await sandbox.close()
})

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const kind = (name: string) => {
  const row = kindByName.get(name)
  if (row === undefined) throw new Error(name)
  return row
}

function step(action: Step['action'], name: string, number: number, body?: Fields, previous?: Fields): Step {
  const change = `${action} ${name} ${number}`
  return {
    id: change,
    change,
    action,
    kind: name,
    entityId: id(number),
    needs: [],
    ...(body && { body }),
    ...(previous && { previous }),
  }
}

const create = (name: string, number: number, body: Fields) => session.write(step('create', name, number, body))

async function read(name: string, tags: string[] = []): Promise<Entity[]> {
  return session.read({ kinds: [kind(name)], tags })
}

async function one(name: string, number: number): Promise<Entity> {
  const [found] = await session.find(kind(name), [id(number)])
  if (found === undefined) throw new Error(`no ${name} ${number}`)
  return found
}

describe('a session with the sandbox', () => {
  it('says who it talks to', async () => {
    expect(await session.describe()).toMatchObject({
      product: 'Kong Gateway',
      version: '3.9.3',
      edition: 'community',
      database: 'postgres',
      identity: expect.stringContaining('postgres://'),
      address: sandbox.url,
      plugins: expect.arrayContaining(['cors', 'rate-limiting']),
    })
  })

  it('creates and reads every kind of the open-source gateway', async () => {
    await create('certificate', 1, { cert: certificate, key })
    await create('sni', 2, { name: 'keelson.test', certificate: { id: id(1) } })
    await create('service', 3, { name: 's', host: 'h', tags: ['mine'] })
    await create('route', 4, { name: 'r', paths: ['/'], service: { id: id(3) } })
    await create('consumer', 5, { username: 'bob' })
    await create('key-auth', 6, { key: 'k1', consumer: { id: id(5) }, ttl: null })
    await create('basic-auth', 7, { username: 'b', password: 'p', consumer: { id: id(5) } })
    await create('hmac-auth', 8, { username: 'h', consumer: { id: id(5) }, secret: null })
    await create('jwt', 9, { key: 'j', secret: 's', consumer: { id: id(5) } })
    await create('oauth2', 10, { name: 'app', redirect_uris: ['https://x/'], consumer: { id: id(5) } })
    await create('acl', 11, { group: 'g', consumer: { id: id(5) } })
    await create('upstream', 12, { name: 'u' })
    await create('target', 13, { target: 't:80', upstream: { id: id(12) }, tags: ['mine'] })
    await create('target', 14, { target: 'v:80', upstream: { id: id(12) } })
    await create('vault', 15, { name: 'env', prefix: 'my-env' })
    await create('key-set', 16, { name: 'ks' })
    await create('plugin', 18, { name: 'rate-limiting', config: { minute: 5 }, service: { id: id(3) }, tags: ['mine'] })
    const all = await session.read({ kinds, tags: [] })
    const numbers = all.map((entity) => Number(entity.id?.slice(-12))).sort((left, right) => left - right)
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18])
    expect(all.find((entity) => entity.kind === 'certificate')?.fields).not.toHaveProperty('snis')
    expect(all.find((entity) => entity.kind === 'sni')?.fields).toMatchObject({ certificate: { id: id(1) } })
    expect(all.every((entity) => entity.fields.id === undefined)).toBe(true)
  })

  it('filters by tags, targets too', async () => {
    const tagged = await session.read({ kinds, tags: ['mine'] })
    expect(tagged.map((entity) => entity.kind).sort()).toEqual(['plugin', 'service', 'target'])
    expect(await session.read({ kinds, tags: ['mine', 'other'] })).toEqual([])
  })

  it('updates a certificate without losing its SNIs, and takes away what goes', async () => {
    const { fields } = await one('certificate', 1)
    await session.write(step('update', 'certificate', 1, { ...fields, tags: ['t'] }, fields))
    expect((await one('certificate', 1)).fields.tags).toEqual(['t'])
    expect(await read('sni')).toHaveLength(1)
    const { tags, ...rest } = (await one('certificate', 1)).fields
    await session.write(step('update', 'certificate', 1, rest, { ...rest, tags: tags ?? null }))
    expect((await one('certificate', 1)).fields.tags).toBeNull()
    expect(await read('sni')).toHaveLength(1)
  })

  it('updates targets, and takes one to another upstream', async () => {
    await create('upstream', 20, { name: 'u2' })
    const before: Fields = { target: 't:80', weight: 100, tags: ['mine'], upstream: { id: id(12) } }
    await session.write(step('update', 'target', 13, { target: 't:80', weight: 7, upstream: { id: id(12) } }, before))
    expect((await one('target', 13)).fields).toMatchObject({ weight: 7, tags: null })
    await session.write(
      step('update', 'target', 13, { target: 't:80', weight: 7, upstream: { id: id(20) } }, { ...before, weight: 7 }),
    )
    expect((await one('target', 13)).fields).toMatchObject({ upstream: { id: id(20) } })
    await session.write(step('delete', 'target', 13, undefined, { upstream: { id: id(20) } }))
    expect((await read('target')).map((entity) => entity.id)).toEqual([id(14)])
  })

  it('keeps a password that is not given, and the time of creation', async () => {
    const { fields } = await one('basic-auth', 7)
    const { password, ...rest } = fields
    await session.write(step('update', 'basic-auth', 7, { ...rest, tags: ['x'] }, fields))
    expect((await one('basic-auth', 7)).fields).toMatchObject({ password, tags: ['x'] })
    const service = (await one('service', 3)).fields
    await session.write(step('update', 'service', 3, { ...service, created_at: 1_600_000_000, retries: 2 }, service))
    expect((await one('service', 3)).fields).toMatchObject({ retries: 2, created_at: 1_600_000_000 })
  })

  it('takes a credential to another consumer', async () => {
    await create('consumer', 21, { username: 'eve' })
    const { fields } = await one('key-auth', 6)
    await session.write(step('update', 'key-auth', 6, { ...fields, consumer: { id: id(21) } }, fields))
    expect((await one('key-auth', 6)).fields).toMatchObject({ key: 'k1', consumer: { id: id(21) } })
  })

  it('draws an id where none may be derived', async () => {
    const { entityId: _, ...rest } = step('create', 'key-auth', 0, { key: 'drawn', consumer: { id: id(21) } })
    const made = await session.write(rest)
    expect(made.id).toMatch(/^[0-9a-f-]{36}$/)
    expect((await session.find(kind('key-auth'), [made.id]))[0]?.fields.key).toBe('drawn')
  })

  it('finds ids whatever their tags, few or many', async () => {
    expect(await session.find(kind('service'), [id(3), id(99)])).toHaveLength(1)
    const many = Array.from({ length: 50 }, (_, index) => id(index))
    expect((await session.find(kind('service'), many)).map((entity) => entity.id)).toEqual([id(3)])
    expect((await session.find(kind('target'), [id(14), id(99)])).map((entity) => entity.id)).toEqual([id(14)])
  })

  it('finds values of unique fields, also one that no path names an entity by, few or many', async () => {
    await create('consumer', 51, { username: 'by-name', custom_id: 'c 51/&', tags: ['theirs'] })
    const byCustomId = { field: 'custom_id', value: 'c 51/&' }
    const others = [id(99), { field: 'custom_id', value: 'by-name' }, { field: 'username', value: 'c 51/&' }]
    const found = async (handles: Handle[]) => (await session.find(kind('consumer'), handles)).map((each) => each.id)
    expect(await found([byCustomId, ...others, { field: 'username', value: 'by-name' }])).toEqual([id(51)])
    expect(await found(others)).toEqual([])
    const many = Array.from({ length: 50 }, (_, n) => ({ field: 'username', value: `nobody-${n}` }))
    expect(await found([byCustomId, ...many])).toEqual([id(51)])
    expect(await found([...others, ...many])).toEqual([])
  })

  it('reads what depends on an entity, without a filter', async () => {
    const ids = async (name: string, field: string, parent: number) =>
      (await session.dependants(kind(name), field, id(parent))).map((entity) => Number(entity.id?.slice(-12)))
    expect(await ids('route', 'service', 3)).toEqual([4])
    expect(await ids('plugin', 'service', 3)).toEqual([18])
    expect(await ids('basic-auth', 'consumer', 5)).toEqual([7])
    expect(await ids('oauth2', 'consumer', 5)).toEqual([10])
    expect(await ids('sni', 'certificate', 1)).toEqual([2])
    expect(await ids('target', 'upstream', 12)).toEqual([14])
    expect(await ids('filter-chain', 'service', 3)).toEqual([])
    expect(await ids('service', 'ca_certificates', 77)).toEqual([])
  })

  it('asks the gateway whether a body is valid', async () => {
    const place = { file: 'kong.yaml', path: ['services', 0] }
    const bad: Entity = { kind: 'service', fields: { host: 'a b', port: 'x', tags: ['ok', 'a,b'] }, refs: {}, place }
    const found = await session.check(kind('service'), bad)
    expect(found.map((each) => each.place?.path.join('.')).sort()).toEqual([
      'services.0.host',
      'services.0.port',
      'services.0.tags.1',
    ])
    expect(found.every((each) => each.level === 'error' && each.code === 'gateway-refuses')).toBe(true)
    const parent: Entity = { kind: 'consumer', fields: { username: 'new' }, refs: {} }
    const good: Entity = { kind: 'acl', fields: { group: 'g' }, refs: { consumer: { entity: parent } } }
    expect(await session.check(kind('acl'), good)).toEqual([])
    const plugin: Entity = {
      kind: 'plugin',
      fields: { name: 'rate-limiting', config: { minute: 'abc' } },
      refs: { service: { nameOrId: 's' } },
      place,
    }
    expect((await session.check(kind('plugin'), plugin)).map((each) => each.place?.path.join('.'))).toContain(
      'services.0.config.minute',
    )
  })

  it('compiles the types that are asked for, with the defaults of each plugin', async () => {
    const plugin = (name: string): Entity => ({ kind: 'plugin', fields: { name }, refs: {} })
    const fresh = connectKong(connectionTo(sandbox.url), { emit: () => undefined })
    const typeOf = await fresh.types([plugin('cors'), plugin('nope'), { kind: 'service', fields: {}, refs: {} }])
    expect(typeOf({ kind: 'service', fields: {} })?.fields?.get('retries')?.default).toBe(5)
    expect(typeOf(plugin('cors'))?.fields?.get('config')?.fields?.has('origins')).toBe(true)
    expect(typeOf(plugin('nope'))).toBeUndefined()
    expect(typeOf({ kind: 'route', fields: {} })).toBeUndefined()
    await fresh.close()
  })

  it('knows which kinds the gateway lacks', async () => {
    const missing = (await session.supports(kinds)).filter((each) => each.missing !== undefined)
    expect(missing.map(({ kind: each, missing: why }) => `${each.name}: ${why}`)).toEqual([
      'filter-chain: this endpoint is only available when wasm is enabled',
      ...[...enterpriseKinds, ...accessKinds].map(({ name }) => `${name}: it needs Kong Enterprise`),
    ])
  })

  it('pulls the schemas of the gateway', async () => {
    const files = new Map<string, string>()
    const { written, missing } = await session.pullSchemas(async (name, text) => {
      files.set(name, text)
    })
    expect(missing).toEqual([])
    expect(written).toEqual(expect.arrayContaining(['services', 'plugins/cors', 'vaults/env']))
    expect(JSON.parse(files.get('index.json') ?? '')).toMatchObject({ gateway: '3.9.3', vaults: ['env'] })
    expect(JSON.parse(files.get('plugins/cors.json') ?? '')).toMatchObject({ type: 'object' })
  })

  it('takes default for the gateway itself, and no other workspace', async () => {
    const open = (workspace: string) => connectKong(connectionTo(sandbox.url, { workspace }), { emit: () => undefined })
    const [usual, other] = [open('default'), open('team')]
    expect(await usual.read({ kinds: [kind('vault')], tags: [] })).toHaveLength(1)
    await expect(other.read({ kinds: [kind('vault')], tags: [] })).rejects.toMatchObject({
      exit: 'invalid',
      diagnostics: [{ code: 'no-workspaces' }],
    })
    await Promise.all([usual.close(), other.close()])
  })

  it('deletes, and takes what is gone for done', async () => {
    for (const action of [1, 2]) {
      expect(action).toBeGreaterThan(0)
      await session.write(step('delete', 'acl', 11, undefined, { consumer: { id: id(5) } }))
      await session.write(step('delete', 'target', 14, undefined, { upstream: { id: id(12) } }))
    }
    expect([...(await read('acl')), ...(await read('target'))]).toEqual([])
    await expect(session.write(step('delete', 'service', 3))).rejects.toMatchObject({ facts: { status: 400, code: 4 } })
  })
})
