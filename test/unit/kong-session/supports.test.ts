import { describe, expect, it } from 'vitest'
import type { Http } from '../../../src/http/connect-http.ts'
import { Failure } from '../../../src/http/failure.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { createGateway } from '../../../src/providers/kong/session/gateway.ts'
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
  const limit = () => never
  const http: Http = { get, put: never, post: never, patch: never, delete: never, close: never, limit }
  const connection = { provider: 'kong', addr: 'http://x', headers: {}, parallelism: 1, timeout: 1, tls: {} } as const
  return { gateway: createGateway(http, connection, () => undefined), asked, rights }
}

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
