import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, connect } from './client.ts'

let kong: Client
beforeAll(async () => {
  kong = await connect({ edition: 'enterprise' })
  await kong.post('/consumer_groups', { name: 'gold', tags: ['t'] })
  for (const username of ['ann', 'bob']) await kong.post('/consumers', { username })
})
afterAll(() => kong.sandbox.close())

describe('consumer groups', () => {
  it('come in their own list, and one by one in a wrapping', async () => {
    const { data = [] } = (await kong.get('/consumer_groups?tags=t')).body
    expect(data).toMatchObject([{ name: 'gold', tags: ['t'] }])
    expect((await kong.get('/consumer_groups/gold')).body).toEqual({ consumer_group: data[0] })
    expect((await kong.put('/consumer_groups/silver', {})).body).toMatchObject({ name: 'silver', tags: null })
    expect((await kong.patch('/consumer_groups/silver', { tags: ['s'] })).body).toMatchObject({ tags: ['s'] })
    expect((await kong.post('/consumer_groups', { name: 'silver' })).status).toBe(409)
    expect((await kong.del('/consumer_groups/silver')).status).toBe(204)
    expect((await kong.get('/schemas/consumer_groups')).body.fields).toBeInstanceOf(Array)
  })

  it('hold consumers, seen from both sides', async () => {
    const ann = (await kong.get('/consumers/ann')).body
    const gold = (await kong.get('/consumer_groups/gold')).body.consumer_group
    const added = await kong.post('/consumer_groups/gold/consumers', { consumer: 'ann' })
    expect(added).toMatchObject({ status: 201, body: { consumer_group: gold, consumers: [ann] } })
    const again = await kong.post('/consumers/bob/consumer_groups', { group: 'gold' })
    expect(again).toMatchObject({ status: 201, body: { consumer: { username: 'bob' }, consumer_groups: [gold] } })
    expect((await kong.post('/consumers/bob/consumer_groups', { group: 'gold' })).status).toBe(409)
    expect((await kong.post('/consumers/bob/consumer_groups', { group: 'none' })).status).toBe(404)
    const members = await kong.get('/consumer_groups/gold/consumers')
    expect(members.body.data?.map(({ username }) => username).sort()).toEqual(['ann', 'bob'])
    const first = await kong.get('/consumer_groups/gold/consumers?size=1')
    expect(first.body.data).toHaveLength(1)
    const second = await kong.get(`/consumer_groups/gold/consumers?size=1&offset=${first.body.offset}`)
    expect(second.body.data).toHaveLength(1)
    expect((await kong.get('/consumers/ann/consumer_groups')).body).toEqual({ consumer_groups: [gold] })
    const whole = (await kong.get('/consumer_groups/gold')).body
    expect(whole.consumers).toHaveLength(2)
    expect((await kong.get('/consumer_groups/gold?list_consumers=false')).body).toEqual({ consumer_group: gold })
    expect((await kong.get('/consumer_groups/gold/consumers/ann')).body).toEqual(ann)
    expect((await kong.del('/consumers/ann/consumer_groups/gold')).status).toBe(204)
    expect((await kong.get('/consumer_groups/gold/consumers/ann')).status).toBe(404)
    await kong.del('/consumers/bob')
    expect((await kong.get('/consumer_groups/gold/consumers')).body).toEqual({ data: [], next: null })
    await kong.post('/consumer_groups/gold/consumers', { consumer: 'ann' })
    expect((await kong.del('/consumer_groups/gold/consumers')).status).toBe(204)
    expect((await kong.get('/consumers/ann/consumer_groups')).body).toEqual({ consumer_groups: [] })
  })

  it('scope plugins with all that a plugin has, and take them along', async () => {
    const config = { minute: 5, policy: 'local' }
    const body = { name: 'rate-limiting', config, enabled: false, protocols: ['http'], condition: 'c' }
    const ordering = { before: { access: ['key-auth'] } }
    const made = await kong.post('/consumer_groups/gold/plugins', { ...body, ordering })
    const { consumer_group: gold } = (await kong.get('/consumer_groups/gold?list_consumers=false')).body
    const { id } = gold as { id: string }
    expect(made.body).toMatchObject({ ...body, consumer_group: { id }, ordering })
    expect((await kong.get('/consumer_groups/gold')).body.plugins).toEqual([made.body])
    expect((await kong.get('/consumer_groups/gold/plugins')).body.data).toEqual([made.body])
    expect((await kong.post('/plugins', { ...body, consumer_group: { id } })).status).toBe(409)
    const unscoped = await kong.post('/plugins', body)
    expect(unscoped.status).toBe(201)
    await kong.del(`/plugins/${unscoped.body.id}`)
    await kong.del('/consumer_groups/gold')
    expect((await kong.get(`/plugins/${made.body.id}`)).status).toBe(404)
  })
})

describe('partials', () => {
  it('are checked by their type, and have the defaults of it', async () => {
    const made = await kong.post('/partials', { name: 'p', type: 'redis-ee', config: { host: 'redis.test' } })
    expect(made.body).toMatchObject({ name: 'p', type: 'redis-ee', tags: null })
    expect(made.body.config).toMatchObject({
      host: 'redis.test',
      port: 6379,
      read_timeout: 2000,
      keepalive_pool_size: 256,
    })
    expect((await kong.get('/partials/p')).body).toEqual(made.body)
    expect(await kong.post('/partials', { type: 'redis-xx', config: {} })).toMatchObject({ status: 400 })
    expect(await kong.post('/partials', { type: 'redis-ce', config: { port: 99_999 } })).toMatchObject({
      status: 400,
      body: { fields: { config: { port: 'value should be between 0 and 65535' } } },
    })
    const model = { provider: 'openai', name: 'text-embedding-3-small', options: { upstream_url: 'http://e.test' } }
    expect((await kong.put('/partials/e', { type: 'embeddings', config: { model } })).body.config).toMatchObject({
      model,
    })
    const vectors = { strategy: 'redis', dimensions: 8, distance_metric: 'cosine' }
    expect((await kong.put('/partials/v', { type: 'vectordb', config: vectors })).status).toBe(200)
    expect((await kong.get('/schemas/partials/redis-ce')).body.fields).toBeInstanceOf(Array)
    expect((await kong.get('/schemas/partials/none')).status).toBe(404)
  })

  it('stand in for a part of a plugin, which then is with them alone', async () => {
    const config = { host: 'shared.test', port: 6380 }
    const { id } = (await kong.post('/partials', { name: 'shared', type: 'redis-ce', config })).body
    const plugin = { name: 'rate-limiting', config: { minute: 5, policy: 'redis' } }
    const made = await kong.post('/plugins', { ...plugin, instance_name: 'linked', partials: [{ name: 'shared' }] })
    expect(made.body.partials).toEqual([{ id, name: 'shared', path: 'config.redis' }])
    expect(made.body.config).toMatchObject({ minute: 5, policy: 'redis' })
    expect(Object.hasOwn(made.body.config as object, 'redis')).toBe(false)
    expect((await kong.get(`/partials/${id}/links`)).body).toMatchObject({ count: 1, data: [{ id: made.body.id }] })
    const patched = await kong.patch('/plugins/linked', { config: { minute: 6 } })
    expect(patched.body).toMatchObject({ config: { minute: 6 }, partials: [{ id }] })
    await kong.patch('/partials/shared', { name: 'renamed' })
    expect((await kong.get('/plugins/linked')).body.partials).toMatchObject([{ id, name: 'renamed' }])
    await kong.patch('/partials/renamed', { name: 'shared' })
    expect(await kong.del('/partials/shared')).toMatchObject({ status: 400, body: { code: 4 } })
    const unlinked = await kong.patch('/plugins/linked', { partials: null, config: { redis: { host: 'own.test' } } })
    expect(unlinked.body).toMatchObject({ partials: null, config: { redis: { host: 'own.test', port: 6379 } } })
    expect((await kong.del('/partials/shared')).status).toBe(204)
    await kong.del('/plugins/linked')
  })

  it('have to be there, and to have a place', async () => {
    const plugin = { name: 'rate-limiting', config: { minute: 5 } }
    expect(await kong.post('/plugins', { ...plugin, partials: [{ name: 'none' }] })).toMatchObject({
      status: 400,
      body: { code: 13 },
    })
    await kong.post('/partials', { name: 'placed', type: 'redis-ce', config: {} })
    const elsewhere = { ...plugin, partials: [{ name: 'placed', path: 'config.nowhere' }] }
    expect(await kong.post('/plugins', elsewhere)).toMatchObject({ status: 400, body: { code: 2 } })
  })
})
