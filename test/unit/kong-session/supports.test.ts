import { describe, expect, it } from 'vitest'
import type { Http } from '../../../src/http/connect-http.ts'
import { Failure } from '../../../src/http/failure.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { createGateway } from '../../../src/providers/kong/session/gateway.ts'
import { readScope } from '../../../src/providers/kong/session/read.ts'
import { supportedKinds } from '../../../src/providers/kong/session/supports.ts'

const services = kinds.filter(({ name }) => name === 'service')

/** A gateway with a token that may read the services of the workspace `mine` alone, once `granted` everywhere. */
function guarded() {
  const asked: string[] = []
  const rights = { granted: false }
  const get: Http['get'] = async (path) => {
    asked.push(path)
    if (rights.granted || path.startsWith('/mine/')) return { status: 200, body: { data: [] } }
    throw new Failure({ method: 'GET', url: path, status: 403, reason: 'no' })
  }
  const never = () => Promise.reject(new Error('not asked for'))
  const http: Http = { get, put: never, post: never, patch: never, delete: never, close: never }
  const connection = { provider: 'kong', addr: 'http://x', headers: {}, parallelism: 1, timeout: 1, tls: {} } as const
  return { gateway: createGateway(http, connection, () => undefined), asked, rights }
}

/** A gateway of two workspaces whose list of filter chains answers what it is told to, and what of them it was asked for. */
function lacking(answers: Readonly<Record<string, number>>) {
  const asked: string[] = []
  const get: Http['get'] = async (path) => {
    asked.push(path)
    const status = answers[path] ?? 200
    if (status < 300) return { status, body: { data: [] } }
    throw new Failure({ method: 'GET', url: path, status, reason: 'Not found' })
  }
  const never = () => Promise.reject(new Error('not asked for'))
  const http: Http = { get, put: never, post: never, patch: never, delete: never, close: never }
  const connection = { provider: 'kong', addr: 'http://x', headers: {}, parallelism: 1, timeout: 1, tls: {} } as const
  return { gateway: createGateway(http, connection, () => undefined), asked }
}

describe('a kind that a gateway lacks', () => {
  const chains = kinds.filter(({ name }) => name === 'filter-chain')
  const scope = { kinds: chains, tags: [] }

  it.each<[string, Readonly<Record<string, number>>, string[]]>([
    ['is looked for in default alone', { '/filter-chains': 404 }, ['/filter-chains']],
    [
      'is looked for everywhere where default has it',
      { '/mine/filter-chains': 404 },
      ['/filter-chains', '/mine/filter-chains'],
    ],
    [
      'is looked for elsewhere where default may not be read',
      { '/filter-chains': 403 },
      ['/filter-chains', '/mine/filter-chains'],
    ],
  ])('%s', async (_, answers, paths) => {
    const { gateway, asked } = lacking(answers)
    const mine = gateway.within('mine')
    const read = await Promise.allSettled([gateway, mine].map((each) => readScope(each, scope, undefined)))
    expect(read[1]).toEqual({ status: 'fulfilled', value: [] })
    expect(asked).toEqual(paths)
    const missing = (await supportedKinds(mine, chains)).map((each) => each.missing !== undefined)
    expect([missing, asked]).toEqual([[paths.length === 1 || answers['/mine/filter-chains'] === 404], paths])
  })

  it('is not taken from what another workspace than default answers, which may be gone meanwhile', async () => {
    const { gateway, asked } = lacking({ '/gone/filter-chains': 404 })
    for (const name of ['gone', 'mine']) await readScope(gateway.within(name), scope, undefined)
    expect(asked).toEqual(['/gone/filter-chains', '/mine/filter-chains'])
  })
})

describe('what a gateway supports', () => {
  it('is asked for once in each workspace: rights differ', async () => {
    const { gateway, asked } = guarded()
    await expect(supportedKinds(gateway, services)).rejects.toMatchObject({ status: 403 })
    const mine = gateway.within('mine')
    for (let turn = 0; turn < 2; turn++) expect(await supportedKinds(mine, services)).toEqual([{ kind: services[0] }])
    expect(asked).toEqual(['/services', '/mine/services'])
  })

  it('is asked for again where no answer came', async () => {
    const { gateway, asked, rights } = guarded()
    await expect(supportedKinds(gateway, services)).rejects.toThrow('403')
    rights.granted = true
    expect(await supportedKinds(gateway, services)).toEqual([{ kind: services[0] }])
    expect(asked).toEqual(['/services', '/services'])
  })
})
