import pLimit from 'p-limit'
import { describe, expect, it } from 'vitest'
import type { Http } from '../../../src/http/connect-http.ts'
import { inTurn } from '../../../src/http/turns.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { createGateway } from '../../../src/providers/kong/session/gateway.ts'
import { readScope } from '../../../src/providers/kong/session/read.ts'
import { pullGatewaySchemas } from '../../../src/providers/kong/session/schemas.ts'
import { supportedKinds } from '../../../src/providers/kong/session/supports.ts'

const PARALLELISM = 10

/** The kinds of every edition. */
const everywhere = kinds.filter(({ edition }) => edition === undefined)

/** How many pages each list has; lists that are not named have one. */
type Pages = Readonly<Record<string, number>>

/** Answers all open requests at once, when no more can come: how many such rounds a client needs is what latency costs it. */
function roundsOf(pages: Pages) {
  const limit = inTurn(pLimit(PARALLELISM))
  const open: (() => void)[] = []
  const counts = { rounds: 0, pages: 0 }
  const answerAll = (): void => {
    counts.rounds++
    for (const answer of open.splice(0)) answer()
  }
  const answered = () =>
    new Promise<void>((resolve) => {
      if (open.length === 0) setImmediate(answerAll)
      open.push(resolve)
    })
  const get: Http['get'] = (path, options) =>
    limit(options?.turn ?? 'usual', async () => {
      await answered()
      counts.pages++
      return { status: 200, body: pageOf(path, Number(options?.query?.offset ?? 0), pages) }
    })
  const never = () => Promise.reject(new Error('not asked for'))
  const http: Http = {
    get,
    put: never,
    post: never,
    patch: never,
    delete: never,
    close: never,
  }
  return { http, counts }
}

const PLUGINS = Array.from({ length: 40 }, (_, number) => `plugin-${number}`)

function pageOf(path: string, page: number, pages: Pages): object {
  if (path === '/')
    return {
      version: '3.9.3',
      plugins: { available_on_server: Object.fromEntries(PLUGINS.map((name) => [name, true])) },
    }
  if (path.startsWith('/schemas/')) return { fields: [] }
  const more = page + 1 < (pages[path] ?? 1) ? { offset: String(page + 1) } : {}
  const entries = path.endsWith('/upstreams') ? 40 : 1
  return { data: Array.from({ length: entries }, (_, index) => ({ id: `${path}-${page}-${index}` })), ...more }
}

function gatewayOf(pages: Pages) {
  const { http, counts } = roundsOf(pages)
  const connection = {
    provider: 'kong',
    addr: 'http://x',
    headers: {},
    parallelism: PARALLELISM,
    timeout: 1,
    tls: {},
  } as const
  return { gateway: createGateway(http, connection, () => undefined), counts }
}

async function read(pages: Pages) {
  const { gateway, counts } = gatewayOf(pages)
  const told: number[] = []
  const onList = () => void told.push(counts.rounds)
  const entities = await readScope(gateway, { kinds: everywhere, tags: [] }, undefined, { onList })
  return { ...counts, entities, told, gateway, asked: () => counts.pages }
}

describe('reading a slow gateway', () => {
  it.each<[string, Pages, number]>([
    ['many short lists', { '/upstreams': 4 }, 4],
    ['one long list', { '/routes': 30, '/upstreams': 2 }, 30],
    ['long lists beside many short ones', { '/routes': 40, '/services': 20, '/consumers': 20, '/upstreams': 8 }, 40],
    ['long lists of all kinds', { '/routes': 12, '/services': 12, '/plugins': 12, '/acls': 12, '/consumers': 12 }, 12],
  ])('takes the time of its pages at full width, or of the longest list: %s', async (_, pages, chain) => {
    const { rounds, pages: all } = await read(pages)
    expect(all).toBeGreaterThan(50)
    expect(rounds).toBeLessThanOrEqual(1.3 * Math.max(all / PARALLELISM, chain))
  })

  it('takes no longer than that in several workspaces at once, wherever the long list is', async () => {
    const { gateway, counts } = gatewayOf({ '/w2/routes': 40 })
    const views = ['w1', 'w2', 'w3', 'w4'].map((name) => gateway.within(name))
    await Promise.all(views.map((each) => readScope(each, { kinds: everywhere, tags: [] }, undefined)))
    expect(counts.pages).toBeGreaterThan(250)
    expect(counts.rounds).toBeLessThanOrEqual(1.15 * 40)
  })

  it('tells what a list held while others are still on their way, so that schemas can be asked for', async () => {
    const { rounds, told } = await read({ '/routes': 12 })
    expect(rounds).toBe(12)
    expect(told[0]).toBe(1)
    expect(told.filter((round) => round < 12).length).toBeGreaterThan(everywhere.length)
  })

  it('gives the kinds in their order all the same', async () => {
    const { entities } = await read({})
    const order = [...new Set(entities.map(({ kind }) => kind))]
    expect(order).toEqual(everywhere.map(({ name }) => name))
  })

  it('knows afterwards which kinds there are, without a question', async () => {
    const { gateway, pages, asked } = await read({ '/upstreams': 2 })
    const support = await supportedKinds(gateway, everywhere)
    expect(support.filter(({ missing }) => missing !== undefined)).toEqual([])
    expect(asked()).toBe(pages)
  })
})

describe('reading the schemas of a slow gateway', () => {
  it('takes the time of as many rounds as its width asks for, and one request for each', async () => {
    const { gateway, counts } = gatewayOf({})
    const names: string[] = []
    const { written } = await pullGatewaySchemas(gateway, async (name) => void names.push(name))
    expect(written.length).toBeGreaterThan(60)
    expect(names).toEqual([...written.map((name) => `${name}.json`), 'index.json'])
    // Beside them there are who it is, its list of vaults, and the first schema, which is asked for alone.
    expect(counts.pages).toBe(written.length + 2)
    expect(counts.rounds).toBe(3 + Math.ceil((written.length - 1) / PARALLELISM))
  })
})
