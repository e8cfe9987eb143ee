import { describe, expect, it } from 'vitest'
import { type TestGateway, withGateway } from '../../support/kong-sync.ts'

const enterprise = (work: (gateway: TestGateway) => Promise<void>) => withGateway(work, { edition: 'enterprise' })

/** What a file makes comes back as the same plan and, from an empty gateway, as the same bytes. */
async function comesBack(state: string, selection: { include?: string[] } = {}): Promise<string> {
  let text = ''
  await enterprise(async (gateway) => {
    await gateway.must(state, { selection })
    text = await gateway.dump(selection)
    expect(await gateway.plan(state, { selection })).toEqual([])
    expect(await gateway.plan(text, { selection })).toEqual([])
  })
  await enterprise(async (gateway) => {
    await gateway.must(text, { selection })
    expect(await gateway.dump(selection)).toBe(text)
  })
  return text
}

const GROUPS = `consumer_groups:
- name: gold
  tags: [paying]
  plugins:
  - name: rate-limiting
    enabled: false
    protocols: [http]
    tags: [t]
    ordering: {before: {access: [key-auth]}}
    condition: a == b
    config: {minute: 5, policy: local}
  consumers: [{username: bob}]
- name: silver
consumers:
- username: ann
  groups: [{name: silver}, gold]
- username: bob
plugins:
- {name: cors, consumer_group: gold, service: shop}
services:
- {name: shop, host: h}
`

describe('consumer groups', () => {
  it('come back with their members, and with plugins as they were', async () => {
    const text = await comesBack(GROUPS)
    expect(text).toContain('  groups:\n  - name: gold\n  - name: silver\n')
    expect(text).toMatch(/enabled: false(.|\n)*ordering:(.|\n)*before:(.|\n)*key-auth/)
    expect(text).toContain('condition: a == b')
    expect(text).toMatch(/plugins:\n- name: cors\n {2}service: shop\n {2}consumer_group: gold\n/)
  })

  it('gain and lose members one by one', () =>
    enterprise(async (gateway) => {
      await gateway.must(GROUPS)
      const moved = GROUPS.replace('[{name: silver}, gold]', '[{name: silver}]').replace(
        '- name: silver\n',
        '- name: silver\n  consumers: [{username: bob}]\n',
      )
      expect(await gateway.plan(moved)).toEqual([
        'create consumer-group-member bob of consumer-group silver',
        'delete consumer-group-member ann of consumer-group gold',
      ])
      await gateway.must(moved)
      expect(await gateway.plan(moved)).toEqual([])
      const names = (await gateway.list('/consumer_groups/silver/consumers')).map(({ username }) => username)
      expect(names.sort()).toEqual(['ann', 'bob'])
    }))

  it('take their members and plugins along, and consumers their memberships', () =>
    enterprise(async (gateway) => {
      await gateway.must(GROUPS)
      const without = 'consumers: [{username: ann, groups: [silver]}]\nconsumer_groups: [{name: silver}]\nplugins: []\n'
      expect(await gateway.plan(without)).toEqual(
        expect.arrayContaining([
          'delete consumer-group gold',
          'delete consumer bob',
          'delete consumer-group-member ann of consumer-group gold (delete consumer-group gold)',
          'delete plugin rate-limiting of consumer-group gold (delete consumer-group gold)',
        ]),
      )
      await gateway.must(without)
      expect(await gateway.plan(without)).toEqual([])
    }))

  it('are selected by tag with the members that are selected too', () =>
    enterprise(async (gateway) => {
      await gateway.must(GROUPS)
      const tagged = { selection: { tags: ['paying'] } }
      const text = await gateway.dump(tagged.selection)
      expect(text).not.toContain('bob')
      expect(await gateway.plan(text, tagged)).toEqual([])
      const more = 'consumer_groups:\n- {name: gold, tags: [paying]}\nconsumers:\n- {username: eve, groups: [gold]}\n'
      expect(await gateway.plan(more, tagged)).toEqual([
        'create consumer eve',
        'create consumer-group-member eve of consumer-group gold',
      ])
      await gateway.must(more, tagged)
      expect(await gateway.plan(more, tagged)).toEqual([])
    }))

  it('cost one request each, and nothing on a gateway without them', async () => {
    const requestsFor = async (edition: 'community' | 'enterprise', state: string): Promise<number> => {
      let count = 0
      await withGateway(
        async (gateway) => {
          await gateway.must(state)
          const { GET: before = 0 } = gateway.sandbox.requests
          await gateway.dump({ only: ['consumer_groups', 'consumer_group_consumers', 'consumers'] })
          count = (gateway.sandbox.requests.GET ?? 0) - before
        },
        { edition },
      )
      return count
    }
    const consumers = 'consumers: [{username: u}]\n'
    const groups = (...names: string[]) =>
      `${consumers}consumer_groups: [${names.map((name) => `{name: ${name}, consumers: [u]}`).join(', ')}]\n`
    const one = await requestsFor('enterprise', groups('a'))
    expect((await requestsFor('enterprise', groups('a', 'b', 'c'))) - one).toBe(2)
    expect(await requestsFor('community', consumers)).toBe(2)
  })
})

const PARTIALS = `partials:
- {name: shared, type: redis-ce, config: {host: redis.test, port: 6380}}
- {name: other, type: redis-ce, tags: [t], config: {host: other.test}}
plugins:
- name: rate-limiting
  config: {minute: 5, policy: redis}
  partials: [{name: shared}]
`

describe('partials', () => {
  it('come back with the plugins that are linked to them', async () => {
    const text = await comesBack(PARTIALS)
    expect(text).toContain('  partials:\n  - name: shared\n    path: config.redis\n')
    expect(text).not.toContain('  redis:\n')
  })

  it('are linked to another plugin, taken away and changed', () =>
    enterprise(async (gateway) => {
      await gateway.must(PARTIALS)
      const linked = PARTIALS.replace('[{name: shared}]', '[{name: other, path: config.redis}]')
      expect(await gateway.plan(linked)).toEqual(['update plugin rate-limiting'])
      await gateway.must(linked)
      expect(await gateway.plan(linked)).toEqual([])
      const gone = linked.replace(/- \{name: shared.*\n/, '').replace('other.test', 'third.test')
      expect(await gateway.plan(gone)).toEqual(['update partial other', 'delete partial shared'])
      await gateway.must(gone)
      const free =
        'partials: []\nplugins: [{name: rate-limiting, config: {minute: 5, policy: redis, redis: {host: own}}}]\n'
      expect(await gateway.plan(free)).toEqual(['delete partial other', 'update plugin rate-limiting'])
      await gateway.must(free)
      expect(await gateway.plan(free)).toEqual([])
    }))

  it('are checked by their type', () =>
    enterprise(async (gateway) => {
      const wrong = 'partials: [{name: p, type: redis-ce, config: {port: 99999}}]\n'
      expect(await gateway.plan(wrong)).toEqual([expect.stringMatching(/^out-of-range: partial p: config.port/)])
      const unknown = 'partials: [{name: p, type: redis-xx, config: {}}]\n'
      expect((await gateway.plan(unknown)).join()).toMatch(/partial p: .*redis-xx/)
      const dangling = 'plugins: [{name: rate-limiting, config: {minute: 5}, partials: [{name: none}]}]\n'
      expect((await gateway.plan(dangling)).join()).toMatch(/dangling-reference: .*"none"/)
    }))
})

const OTHERS = (cert: string) => `ca_certificates:
- id: 4b3d8ed6-0ac5-4f84-8d0f-8f4f4d0e0001
  cert: |
${cert.trim().replaceAll(/^/gm, '    ')}
consumers:
- username: c
  mtls_auth_credentials:
  - {subject_name: c@test, ca_certificate: {id: 4b3d8ed6-0ac5-4f84-8d0f-8f4f4d0e0001}}
  keyauth_enc_credentials:
  - {key: encrypted-key}
services:
- {name: graph, host: h}
custom_entities:
- type: degraphql_routes
  fields: {uri: /me, query: 'query { me }', service: {name: graph}}
- type: graphql_ratelimiting_cost_decorations
  fields: {type_path: Query.all, mul_arguments: [first], service: {name: graph}}
`

describe('other kinds of Enterprise', () => {
  it('come back, and change', async () => {
    const { AUTHORITY } = await import('../sandbox/pems.ts')
    const state = OTHERS(AUTHORITY)
    const text = await comesBack(state)
    expect(text).toMatch(/custom_entities:\n- type: degraphql_routes\n {2}fields:\n {4}uri: \/me\n/)
    await enterprise(async (gateway) => {
      await gateway.must(state)
      const next = state
        .replace('Query.all', 'Query.some')
        .replace('/me, query', '/me, methods: [POST], query')
        .replace('c@test', 'd@test')
      expect(await gateway.plan(next)).toEqual([
        'create mtls-auth d@test of consumer c',
        'delete mtls-auth c@test of consumer c',
        'update degraphql-route /me',
        'create graphql-cost Query.some',
        'delete graphql-cost Query.all',
      ])
      await gateway.must(next)
      expect(await gateway.plan(next)).toEqual([])
      await gateway.must('services: [{name: graph, host: h}]\ncustom_entities: []\n')
      expect(await gateway.list('/degraphql_routes')).toEqual([])
    })
  })
})

describe('an open-source gateway', () => {
  it.each([
    ['consumer_groups: [{name: gold}]', 'consumer-group'],
    ['consumers: [{username: u, groups: [gold]}]\nconsumer_groups: [{name: gold}]', 'consumer-group-member'],
    ['partials: [{name: p, type: redis-ce, config: {host: h}}]', 'partial'],
    ['services: [{name: s, host: h}]\ndegraphql_routes: [{service: s, uri: /a, query: q}]', 'degraphql-route'],
  ])('refuses %s before it writes', (text, kind) =>
    withGateway(async (gateway) => {
      expect(await gateway.plan(text)).toContain(
        `unsupported-kind: the target has no ${kind}: it needs Kong Enterprise`,
      )
    }),
  )

  it('says what a plugin would need', () =>
    withGateway(async (gateway) => {
      const found = await gateway.plan('plugins: [{name: cors, ordering: {before: {access: [acl]}}}]\n')
      expect(found.join()).toMatch(/unknown-field: plugin cors: ordering/)
    }))
})
