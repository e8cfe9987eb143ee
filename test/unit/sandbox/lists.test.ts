import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, connect, uuid } from './client.ts'

let kong: Client
beforeAll(async () => {
  kong = await connect()
  const tags = [['a'], ['a', 'b'], ['b'], ['a', 'b', 'c'], undefined]
  for (const [at, own] of tags.entries())
    await kong.put(`/services/${uuid(at + 1)}`, { name: `s${at + 1}`, host: 'h', tags: own ?? null })
})
afterAll(() => kong.sandbox.close())

async function names(path: string): Promise<unknown[]> {
  const { body } = await kong.get(path)
  return body.data?.map((entity) => entity.name) ?? []
}

describe('pages', () => {
  it('come in id order and lead to each other until there is no next', async () => {
    const seen: unknown[] = []
    let next: unknown = '/services?size=2'
    while (typeof next === 'string') {
      const { body } = await kong.get(next)
      seen.push(...(body.data ?? []).map((entity) => entity.name))
      next = body.next
      expect('offset' in body).toBe(next !== null)
    }
    expect(seen).toEqual(['s1', 's2', 's3', 's4', 's5'])
  })

  it('survive a delete of where they stopped', async () => {
    await kong.put(`/consumers/${uuid(1)}`, { username: 'c1' })
    await kong.put(`/consumers/${uuid(2)}`, { username: 'c2' })
    await kong.put(`/consumers/${uuid(3)}`, { username: 'c3' })
    const { body } = await kong.get('/consumers?size=2')
    await kong.del('/consumers/c2')
    const rest = await kong.get(String(body.next))
    expect(rest.body.data).toMatchObject([{ username: 'c3' }])
  })

  it.each([
    ['size=0', 9],
    ['size=1001', 9],
    ['size=x', 9],
    ['offset=garbage', 7],
    ['tags=a,b/c', 11],
    ['tags=', 11],
    ['tags=1,2,3,4,5,6', 11],
  ])('refuse %s with code %i', async (query, code) => {
    expect(await kong.get(`/services?${query}`)).toMatchObject({ status: 400, body: { code } })
  })

  it('of 20,000 entities hold each of them once', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => ({ username: `big-${n}` }))
    const big = await connect({ seed: { consumers: rows } })
    let count = 0
    let next: unknown = '/consumers?size=1000'
    while (typeof next === 'string') {
      const { body } = await big.get(next)
      count += body.data?.length ?? 0
      next = body.next
    }
    expect(count).toBe(20_000)
    await big.sandbox.close()
  })
})

describe('tags', () => {
  it('with commas ask for all of them, with slashes for any', async () => {
    expect(await names('/services?tags=a')).toEqual(['s1', 's2', 's4'])
    expect(await names('/services?tags=a,b')).toEqual(['s2', 's4'])
    expect(await names('/services?tags=a/c')).toEqual(['s1', 's2', 's4'])
    expect(await names('/services?tags=a&size=1')).toEqual(['s1'])
    expect((await kong.get('/services?tags=a&size=1')).body.next).toMatch(/^\/services\?offset=\w+&tags=a&size=1$/)
  })

  it('are listed with their entities', async () => {
    const { body } = await kong.get('/tags/b')
    expect(body.data).toHaveLength(3)
    expect(body.data?.[0]).toEqual({ entity_id: uuid(2), entity_name: 'services', tag: 'b' })
    expect((await kong.get('/tags?size=2')).body.data).toHaveLength(2)
  })

  it('keep their order, lose duplicates, and stay an empty list', async () => {
    expect((await kong.post('/consumers', { username: 't', tags: ['b', 'a', 'b'] })).body.tags).toEqual(['b', 'a'])
    expect((await kong.patch('/consumers/t', { tags: [] })).body.tags).toEqual([])
  })
})

describe('lists below a parent', () => {
  it('hold its children only, and their next names neither size nor tags', async () => {
    for (const name of ['r1', 'r2']) await kong.post('/services/s1/routes', { name, paths: ['/x'], tags: ['z'] })
    await kong.post('/services/s2/routes', { name: 'r3', paths: ['/x'] })
    expect((await names('/services/s1/routes?tags=none')).sort()).toEqual(['r1', 'r2'])
    expect((await kong.get('/services/s1/routes?size=1')).body.next).toMatch(/^\/services\/s1\/routes\?offset=[\w-]+$/)
    expect((await kong.get('/services/s2/routes/r1')).status).toBe(404)
    expect((await kong.get('/services/none/routes')).status).toBe(404)
    expect((await kong.get('/routes/r3/service')).body.name).toBe('s2')
  })
})
