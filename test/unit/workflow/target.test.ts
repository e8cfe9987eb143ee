import { describe, expect, it } from 'vitest'
import { withGateway } from '../../support/kong-sync.ts'

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

describe('a gateway without a database', () => {
  it('is planned and dumped, and refused before the first write', () =>
    withGateway(
      async (gateway) => {
        await gateway.request('POST', '/config', {
          _format_version: '3.0',
          services: [{ name: 'a', host: 'h1', tags: [] }],
        })
        expect(await gateway.dump()).toContain('host: h1')
        const before = { ...gateway.sandbox.requests }
        expect(await gateway.plan('services: [{name: a, host: h2}]\n')).toEqual(['update service a'])
        await expect(gateway.sync('services: [{name: a, host: h2}]\n')).rejects.toMatchObject({
          exit: 'refused',
          diagnostics: [
            {
              code: 'read-only',
              message: `the gateway at ${gateway.sandbox.url} has no database (DB-less): its Admin API takes no changes`,
              hint: expect.stringContaining('POST /config'),
            },
          ],
        })
        const { GET: _, ...writes } = gateway.sandbox.requests
        const { GET: __, ...writesBefore } = before
        expect(writes).toEqual(writesBefore)
        await gateway.sync('services: [{name: a, host: h1, tags: []}]\n')
      },
      { dbless: true },
    ))
})

describe('files with the ids of another cluster', () => {
  const file = (from: number): string =>
    `services: [{name: a, host: h, id: ${id(from)}}, {name: b, host: h, id: ${id(from + 1)}}]
routes: [{id: ${id(from + 2)}, paths: [/unnamed], service: {id: ${id(from)}}}]
`

  it('get a warning that names --ignore-ids when most would be replaced', () =>
    withGateway(async (gateway) => {
      await gateway.must(file(10))
      const prepared = await gateway.prepare(file(20))
      await prepared.close()
      expect(prepared.plan.diagnostics).toEqual([
        {
          level: 'warning',
          code: 'other-ids',
          message: '2 of 2 entities have another id in the target than in the state files, and would be replaced',
          hint: expect.stringContaining('--ignore-ids'),
        },
      ])
    }))

  it('match by natural key with --ignore-ids, whoever has the ids; what has no key keeps its own', () =>
    withGateway(async (gateway) => {
      await gateway.must(file(10))
      expect(await gateway.plan(file(10), { ignoreIds: true })).toEqual([])
      const swapped = file(10)
        .replaceAll('name: a', 'name: x')
        .replaceAll('name: b', 'name: a')
        .replaceAll('name: x', 'name: b')
      expect(await gateway.plan(swapped, { ignoreIds: true })).toEqual([`update route ${id(12)} of service b`])
    }))
})

describe('a replaced entity', () => {
  it('keeps what the controller generated', () =>
    withGateway(async (gateway) => {
      const file = (n: number): string =>
        `consumers: [{username: c, jwt_secrets: [{key: k, id: ${id(n)}}]}]\nplugins: [{name: session, id: ${id(n + 1)}}]\n`
      await gateway.must(file(1))
      const secrets = async (): Promise<unknown[]> => [
        (await gateway.list('/jwts')).map(({ secret }) => secret),
        (await gateway.list('/plugins')).map(({ config }) => (config as { secret: string }).secret),
      ]
      const before = await secrets()
      await gateway.must(file(5))
      expect((await gateway.list('/jwts')).map((each) => each.id)).toEqual([id(5)])
      expect(await secrets()).toEqual(before)
    }))
})
