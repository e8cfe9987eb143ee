import { afterEach, describe, expect, it } from 'vitest'
import type { Event } from '../../../src/model/event.ts'
import type { Connection } from '../../../src/model/settings.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { connectKong } from '../../../src/providers/kong/session/connect-kong.ts'
import { connectionTo, fakeServer, json, type Script, type Seen } from '../http/fake-server.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const only = (...names: string[]) => kinds.filter((kind) => names.includes(kind.name))
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

async function open(script: Script, more: Partial<Connection> = {}) {
  const server = await fakeServer(script)
  const events: Event[] = []
  const session = connectKong(connectionTo(server.url, more), {
    emit: (event) => events.push(event),
    wait: async () => undefined,
  })
  closers.push(() => session.close(), server.close)
  const read = (...names: string[]) => session.read({ kinds: only(...names), tags: [] })
  return { server, session, events, read }
}

/** A gateway with one list of `total` services, in pages. */
function paged(total: number, spoil: Script = () => undefined): Script {
  return (seen, response, index) => {
    spoil(seen, response, index)
    if (response.writableEnded || response.destroyed) return
    const url = new URL(seen.url, 'http://x')
    const from = Number(url.searchParams.get('offset') ?? 0)
    const size = Number(url.searchParams.get('size'))
    const data = Array.from({ length: Math.min(size, total - from) }, (_, inner) => ({
      id: id(from + inner),
      name: `s${from + inner}`,
    }))
    const more = from + size < total
    json(response, 200, {
      data,
      next: more ? `/services?offset=${from + size}` : null,
      ...(more && { offset: String(from + size) }),
    })
  }
}

describe('reading', () => {
  it('goes through all pages, largest pages, and tells how far it is', async () => {
    const { server, events, read } = await open(paged(2500))
    expect(await read('service')).toHaveLength(2500)
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/services?size=1000',
      '/services?size=1000&offset=1000',
      '/services?size=1000&offset=2000',
    ])
    const counts = events.filter((event) => event.type === 'reading').map(({ count, done }) => [count, done])
    expect(counts).toEqual([
      [1000, false],
      [2000, false],
      [2500, false],
      [2500, true],
    ])
  })

  it.each([
    ['a refused page', 403, { message: 'Forbidden' }],
    ['a page without data', 200, { next: null }],
    ['a page whose data is no list', 200, { data: { a: 1 } }],
    ['an entry without an id', 200, { data: [{ name: 'x' }] }],
    ['a page that is a list', 200, []],
    ['a next page that cannot be asked for', 200, { data: [], next: '/services?offset=1' }],
    ['an offset that comes back', 200, { data: [], offset: '1000' }],
  ])('takes %s for a failure, never for an empty list', async (_, status, body) => {
    const spoiled = paged(2500, (seen, response) => {
      if (seen.url.includes('offset=1000')) json(response, status, body)
    })
    const { read } = await open(spoiled)
    await expect(read('service')).rejects.toMatchObject({ name: 'Failure' })
  })

  it('takes an entity that comes again on a later page for a failure, whatever the order', async () => {
    for (const first of [
      [id(1), id(2)],
      [id(2), id(1)],
    ]) {
      const { read } = await open((seen, response) => {
        const isLast = seen.url.includes('offset')
        const data = (isLast ? [id(3), id(1)] : first).map((each) => ({ id: each, username: each }))
        json(response, 200, { data, ...(!isLast && { offset: 'next' }) })
      })
      await expect(read('consumer')).rejects.toThrow(`the entity ${id(1)} comes twice`)
    }
  })

  it('takes damaged JSON for a failure', async () => {
    const { read } = await open((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[{"id"'),
    )
    await expect(read('service')).rejects.toThrow(/no JSON/)
  })

  it('asks for nothing more after a failure', async () => {
    const { server, read } = await open(
      (seen, response) => {
        if (seen.url.startsWith('/plugins')) json(response, 401, { message: 'Unauthorized' })
        else
          setTimeout(
            () => json(response, 200, { data: [{ id: id(server.seen.length) }], offset: String(server.seen.length) }),
            20,
          )
      },
      { parallelism: 2 },
    )
    await expect(read('plugin', 'service', 'route', 'consumer')).rejects.toThrow(/Unauthorized/)
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
    await pause(50)
    const asked = server.seen.length
    await pause(150)
    expect(server.seen.length).toBe(asked)
  })

  it('does without a kind that the gateway lacks, but not without services', async () => {
    const { read } = await open((seen, response) => {
      if (seen.url.startsWith('/filter-chains'))
        json(response, 400, { message: 'this endpoint is only available when wasm is enabled' })
      else json(response, 404, { message: 'Not found' })
    })
    expect(await read('vault', 'key', 'key-auth', 'filter-chain')).toEqual([])
    await expect(read('service')).rejects.toMatchObject({ facts: { status: 404 } })
  })

  it('does not take the 404 of something else for a kind that is not there', async () => {
    const { read } = await open((_, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>nginx</html>'),
    )
    await expect(read('vault')).rejects.toMatchObject({ facts: { status: 404 } })
  })

  it('never has more requests open than it may, targets of many upstreams included', async () => {
    let now = 0
    let most = 0
    const { read, server } = await open(
      (seen, response) => {
        most = Math.max(most, ++now)
        setTimeout(() => {
          now--
          const data = seen.url.includes('/targets')
            ? {}
            : Array.from({ length: 30 }, (_, index) => ({ id: id(index) }))
          json(response, 200, { data, next: null })
        }, 3)
      },
      { parallelism: 5 },
    )
    await read('service', 'upstream', 'target')
    expect(most).toBe(5)
    expect(server.seen.filter(({ url }) => url.startsWith('/upstreams?'))).toHaveLength(1)
    expect(server.seen.filter(({ url }) => url.includes('/targets'))).toHaveLength(30)
  })

  it('makes lists again of what Kong writes as an empty table, by the schema', async () => {
    const { read } = await open((seen, response) => {
      if (seen.url === '/') json(response, 200, { version: '3.9.3' })
      else
        json(response, 200, {
          data: [
            { id: id(1), name: 'cors', tags: {}, config: { methods: {}, origins: ['*'] } },
            { id: id(2), name: 'http-log', config: { headers: {} } },
          ],
        })
    })
    const [cors, log] = await read('plugin')
    expect(cors?.fields).toMatchObject({ tags: [], config: { methods: [] } })
    expect(log?.fields).toMatchObject({ config: { headers: {} } })
  })
})

describe('writing', () => {
  it('looks an entity up when the connection broke after it was sent', async () => {
    const made = new Set<string>()
    const script: Script = (seen, response) => {
      if (seen.method === 'POST') {
        made.add(`${seen.url}/${JSON.parse(seen.body).id}`)
        response.destroy()
      } else json(response, made.has(seen.url) ? 200 : 404, { id: id(1) })
    }
    const { session, server } = await open(script)
    const step = {
      id: 's',
      change: 'c',
      action: 'create' as const,
      kind: 'target',
      entityId: id(1),
      needs: [],
      body: { target: 'h:1', upstream: { id: id(2) } },
    }
    expect(await session.write(step)).toEqual({ id: id(1) })
    expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST', 'POST', 'POST', 'GET'])
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ id: id(1), target: 'h:1' })
  })

  it('repeats a partial write, since it says the same each time', async () => {
    const { session, server } = await open((_, response, index) =>
      index === 0 ? response.destroy() : json(response, 200, { id: id(1) }),
    )
    const certificate = { action: 'update' as const, kind: 'certificate', entityId: id(1), needs: [] }
    const step = { id: 's', change: 'c', ...certificate, body: { tags: ['b'] }, previous: { tags: ['a'] } }
    expect(await session.write(step)).toEqual({ id: id(1) })
    expect(server.seen.map(({ method, body }) => `${method} ${body}`)).toEqual([
      'PATCH {"tags":["b"]}',
      'PATCH {"tags":["b"]}',
    ])
  })

  describe('of a target that moves to another upstream', () => {
    const step = {
      id: 's',
      change: 'c',
      action: 'update' as const,
      kind: 'target',
      entityId: id(1),
      needs: [],
      body: { target: 'h:1', upstream: { id: id(3) } },
      previous: { target: 'h:1', upstream: { id: id(2) } },
    }

    it('puts it back when the other upstream does not take it', async () => {
      const { session, server } = await open((seen, response) =>
        json(response, seen.method === 'POST' && seen.url.includes(id(3)) ? 400 : 201, { message: 'no', id: id(1) }),
      )
      await expect(session.write(step)).rejects.toThrow('answered 400: no; it was put back where it was')
      expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
        `DELETE /upstreams/${id(2)}/targets/${id(1)}`,
        `POST /upstreams/${id(3)}/targets`,
        `POST /upstreams/${id(2)}/targets`,
      ])
    })

    it('says when it could not be put back', async () => {
      const { session } = await open((seen, response) =>
        json(response, seen.method === 'POST' ? 400 : 204, { message: 'no' }),
      )
      await expect(session.write(step)).rejects.toThrow('it was taken from where it was and could not be put back')
    })

    it('is not cut in two by an interrupt', async () => {
      const interrupt = new AbortController()
      const { session, server } = await open((_, response) => {
        interrupt.abort()
        json(response, 201, { id: id(1) })
      })
      expect(await session.write(step, interrupt.signal)).toEqual({ id: id(1) })
      expect(server.seen.map(({ method }) => method)).toEqual(['DELETE', 'POST'])
    })
  })

  it('sends neither what Kong alone sets nor nulls that Kong takes badly', async () => {
    const { session, server } = await open((_, response) => json(response, 200, {}))
    const body = { id: id(9), key: null, ttl: null, updated_at: 5, created_at: 4, tags: null, consumer: { id: id(2) } }
    await session.write({ id: 's', change: 'c', action: 'update', kind: 'key-auth', entityId: id(1), needs: [], body })
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([`PUT /key-auths/${id(1)}`])
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ created_at: 4, tags: null, consumer: { id: id(2) } })
  })
})

describe('gateways of other kinds', () => {
  const enterprise =
    (limited: boolean): Script =>
    (seen: Seen, response) => {
      if (seen.url.startsWith('/workspaces')) {
        if (limited) json(response, 403, { message: 'no' })
        else json(response, /^\/workspaces(\?|\/team$)/.test(seen.url) ? 200 : 404, { data: [], message: 'Not found' })
      } else if (seen.url === '/') json(response, limited ? 403 : 200, { version: '3.10.0.1', message: 'x' })
      else if (seen.url === '/team/kong')
        json(response, 200, { version: '3.4.3.5-enterprise-edition', configuration: { database: 'postgres' } })
      else json(response, 200, { data: [{ id: id(1) }], next: null })
    }

  it.each([false, true])('work in a workspace of Enterprise (limited token: %s)', async (limited) => {
    const { session, server } = await open(enterprise(limited), { workspace: 'team' })
    expect(await session.describe()).toMatchObject({ edition: 'enterprise' })
    expect(await session.read({ kinds: only('service'), tags: ['a'] })).toHaveLength(1)
    expect(server.seen.at(-1)?.url).toBe('/team/services?size=1000&tags=a')
  })

  it('say so when the workspace is not there', async () => {
    const { session } = await open(enterprise(false), { workspace: 'nope' })
    await expect(session.read({ kinds: only('service'), tags: [] })).rejects.toMatchObject({
      diagnostics: [{ code: 'unknown-workspace' }],
    })
  })

  it('are told from services that are no gateway', async () => {
    const { session } = await open((_, response) => json(response, 200, { hello: 'world' }))
    await expect(session.describe()).rejects.toMatchObject({ facts: { hint: expect.stringContaining('8001') } })
  })

  it('give their own schemas, each asked for once, where Keelson has none of their version', async () => {
    const schema = { fields: [{ name: { type: 'string' } }, { retries: { type: 'integer', default: 9 } }] }
    const { session, server } = await open((seen, response) =>
      json(response, 200, seen.url === '/' ? { version: '9.1.0' } : schema),
    )
    const service = { kind: 'service', fields: {}, refs: {} }
    await Promise.all([session.types([service, service]), session.types([service])])
    const typeOf = await session.types([service])
    expect(typeOf(service)?.fields?.get('retries')?.default).toBe(9)
    expect(server.seen.map(({ url }) => url)).toEqual(['/', '/schemas/services'])
  })
})

describe('writing', () => {
  it('takes a page of something else for a failure, though its status is 200', async () => {
    const { session } = await open((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    )
    const step = { id: 's', change: 's', action: 'create', kind: 'service', entityId: id(1) } as const
    await expect(session.write({ ...step, needs: [], body: { host: 'h' } })).rejects.toThrow(/HTML page/)
  })
})
