import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../src/model/entity.ts'
import type { Type } from '../../../src/model/type.ts'
import type { Fields } from '../../../src/model/value.ts'
import { flatten } from '../../../src/providers/kong/shape/flatten.ts'
import { nestWhole } from '../../support/nest-whole.ts'
import { asRead } from './as-read.ts'

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const noType = () => undefined
const entity = (kind: string, number: number, fields: Fields): Entity => ({ kind, id: id(number), fields, refs: {} })
const dump = (entities: Entity[], more: Partial<Parameters<typeof nestWhole>[1]> = {}) =>
  nestWhole(entities, { typeOf: noType, ...more })

const SERVICE: Type = {
  type: 'record',
  fields: new Map<string, Type>([
    ['name', { type: 'string' }],
    ['retries', { type: 'integer', default: 5 }],
    ['protocol', { type: 'string', default: 'http', required: true }],
    ['host', { type: 'string', required: true }],
    ['path', { type: 'string' }],
    ['tags', { type: 'set', of: { type: 'string' } }],
  ]),
}

const PLUGIN: Type = {
  type: 'record',
  fields: new Map<string, Type>([
    ['name', { type: 'string' }],
    ['protocols', { type: 'set', of: { type: 'string' }, default: ['http', 'https'], required: true }],
    ['enabled', { type: 'boolean', default: true, required: true }],
    [
      'config',
      {
        type: 'record',
        required: true,
        fields: new Map<string, Type>([
          ['minute', { type: 'number' }],
          ['policy', { type: 'string', default: 'local' }],
          ['secret', { type: 'string', generated: true, default: 'random' }],
          [
            'redis',
            {
              type: 'record',
              required: true,
              fields: new Map<string, Type>([['port', { type: 'integer', default: 6379 }]]),
            },
          ],
          ['cache', { type: 'record', fields: new Map<string, Type>([['ttl', { type: 'integer', default: 1 }]]) }],
          ['redis_port', { type: 'integer', replacedBy: ['redis', 'port'] }],
        ]),
      },
    ],
  ]),
}

const typeOf = ({ kind }: { kind: string }) => ({ service: SERVICE, plugin: PLUGIN })[kind as 'service' | 'plugin']

const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.entries(value)
        .map(([name, inner]) => [name, sorted(inner)])
        .sort(([left], [right]) => (String(left) < String(right) ? -1 : 1))

describe('nest', () => {
  it('nests, sorts and names as decK does', () => {
    const content = dump([
      entity('plugin', 9, {
        name: 'cors',
        service: { id: id(1) },
        route: { id: id(3) },
        consumer: null,
        config: { a: null },
      }),
      entity('plugin', 8, { name: 'acl', service: { id: id(1) }, route: null, consumer: null, config: {} }),
      entity('route', 3, { name: 'b', service: { id: id(1) }, created_at: 1 }),
      entity('route', 2, { name: 'a', service: { id: id(1) }, updated_at: 1 }),
      entity('route', 4, { name: null, service: null, paths: ['/'] }),
      entity('service', 1, { host: 'h', name: 's', created_at: 1, path: null }),
    ])
    expect(content).toEqual({
      _format_version: '3.0',
      services: [{ name: 's', host: 'h', routes: [{ name: 'a' }, { name: 'b' }], plugins: [{ name: 'acl' }] }],
      routes: [{ id: id(4), paths: ['/'] }],
      plugins: [{ name: 'cors', route: 'b', service: 's', config: { a: null } }],
    })
    expect(Object.keys(content)).toEqual(['_format_version', 'services', 'routes', 'plugins'])
  })

  it('gives the same bytes for the same entities in any order', () => {
    const entities = [1, 2, 3, 4, 5].map((each) =>
      entity('consumer', each, { custom_id: null, username: each > 3 ? null : `u${9 - each}`, tags: ['b', 'a'] }),
    )
    const text = JSON.stringify(dump(entities))
    fc.assert(
      fc.property(fc.shuffledSubarray(entities, { minLength: entities.length }), (shuffled) => {
        const mixed = shuffled.map((each) => ({
          ...each,
          fields: Object.fromEntries(Object.entries(each.fields).reverse()),
        }))
        expect(JSON.stringify(dump(mixed))).toBe(text)
      }),
    )
  })

  it('keeps ids where the format needs them, and all with withId', () => {
    const entities = [
      entity('certificate', 1, { cert: 'c', key: 'k' }),
      entity('sni', 2, { name: 'example.com', certificate: { id: id(1) } }),
      entity('ca-certificate', 3, { cert: 'c', cert_digest: 'd' }),
      entity('consumer', 4, { username: null, custom_id: 'c' }),
      entity('consumer', 5, { username: 'u' }),
      entity('filter-chain', 6, { filters: [{ name: 'f', config: null }], service: { id: id(9) } }),
      entity('service', 9, { name: 's' }),
    ]
    const plain = dump(entities)
    expect(plain).toEqual({
      _format_version: '3.0',
      services: [{ name: 's', filter_chains: [{ id: id(6), filters: [{ name: 'f' }] }] }],
      consumers: [{ id: id(4), custom_id: 'c' }, { username: 'u' }],
      certificates: [{ id: id(1), cert: 'c', key: 'k', snis: [{ name: 'example.com' }] }],
      ca_certificates: [{ id: id(3), cert: 'c', cert_digest: 'd' }],
    })
    expect(JSON.stringify(dump(entities, { withId: true })).match(/"id":/g)).toHaveLength(7)
  })

  it('writes references by name, else by id, in the form of their kind', () => {
    const content = dump(
      [
        entity('key', 1, { name: 'k', set: { id: id(7) } }),
        entity('key', 2, { name: 'l', set: { id: id(8) } }),
        entity('upstream', 3, { name: 'u', client_certificate: { id: id(9) } }),
        entity('service', 4, { name: 's', client_certificate: { id: id(9) }, ca_certificates: [id(6)] }),
        entity('route', 5, { name: 'r', service: { id: id(10) } }),
        entity('key-auth', 6, { key: 'x', consumer: { id: id(11) } }),
      ],
      {
        others: [
          entity('key-set', 7, { name: 'ks' }),
          entity('service', 10, { name: 'elsewhere' }),
          entity('consumer', 11, { username: 'bob' }),
        ],
      },
    )
    expect(content).toMatchObject({
      keys: [
        { name: 'k', set: { name: 'ks' } },
        { name: 'l', set: { id: id(8) } },
      ],
      upstreams: [{ name: 'u', client_certificate: { id: id(9) } }],
      services: [{ name: 's', client_certificate: id(9), ca_certificates: [id(6)] }],
      routes: [{ name: 'r', service: { name: 'elsewhere' } }],
      keyauth_credentials: [{ key: 'x', consumer: 'bob' }],
    })
  })

  it('drops nulls, except where leaving them out would bring a default back', () => {
    const service = entity('service', 1, { name: 's', retries: null, path: null, host: 'h', tags: [] })
    const [written] = (dump([service], { typeOf }).services ?? []) as Fields[]
    expect(written).toEqual({ name: 's', retries: null, host: 'h', tags: [] })
    expect(Object.keys(written ?? {})).toEqual(['name', 'retries', 'host', 'tags'])
  })

  it('leaves defaults out when told to, generated values and secrets never', () => {
    const plugin = entity('plugin', 1, {
      name: 'rate-limiting',
      enabled: true,
      protocols: ['https', 'http'],
      config: {
        minute: 5,
        policy: 'local',
        secret: 'random',
        redis: { port: 6379 },
        redis_port: 6379,
        cache: { ttl: 1 },
      },
    })
    const service = entity('service', 2, { name: 'http', protocol: 'http', host: 'h', retries: null })
    expect(dump([plugin, service], { typeOf, skipDefaults: true })).toEqual({
      _format_version: '3.0',
      services: [{ name: 'http', host: 'h', retries: null }],
      plugins: [{ name: 'rate-limiting', config: { minute: 5, secret: 'random', cache: {} } }],
    })
    expect(dump([plugin], { typeOf }).plugins).toMatchObject([{ config: { redis_port: 6379, cache: { ttl: 1 } } }])
  })

  it('writes the remaining time of a key only when told to', () => {
    const entities = [
      entity('consumer', 1, { username: 'u' }),
      entity('key-auth', 2, { key: 'k', ttl: 90, consumer: { id: id(1) } }),
    ]
    expect(dump(entities).consumers).toEqual([{ username: 'u', keyauth_credentials: [{ key: 'k' }] }])
    expect(dump(entities, { withTtl: true }).consumers).toEqual([
      { username: 'u', keyauth_credentials: [{ key: 'k', ttl: 90 }] },
    ])
  })

  it('tells by which tags it was selected, and keeps them on the entities', () => {
    const content = dump([entity('service', 1, { name: 's', tags: ['a'] })], { selectTags: ['a'], workspace: 'w' })
    expect(JSON.stringify(content)).toBe(
      '{"_format_version":"3.0","_workspace":"w","_info":{"defaults":{},"select_tags":["a"]},"services":[{"name":"s","tags":["a"]}]}',
    )
  })

  it('is undone by flatten', () => {
    const name = fc.stringMatching(/^[a-z]{1,6}$/)
    const plugins = fc.uniqueArray(
      fc.record({
        name,
        config: fc.dictionary(name, fc.oneof(fc.integer(), fc.constant(null), fc.array(name)), {
          minKeys: 1,
          noNullPrototype: true,
        }),
      }),
      { selector: (each) => each.name, maxLength: 3 },
    )
    const routes = fc.uniqueArray(fc.record({ name, paths: fc.array(name), plugins }), {
      selector: (each) => each.name,
      maxLength: 3,
    })
    const content = fc.record({
      services: fc.uniqueArray(
        fc.record({ name, host: name, enabled: fc.boolean(), tags: fc.array(name), routes, plugins }),
        { selector: (each) => each.name },
      ),
      consumers: fc.uniqueArray(
        fc.record({
          username: name,
          plugins,
          acls: fc.uniqueArray(fc.record({ group: name }), { selector: (each) => each.group }),
        }),
        { selector: (each) => each.username },
      ),
    })
    fc.assert(
      fc.property(content, (given) => {
        const first = flatten([{ file: 'a', index: 0, value: { _format_version: '3.0', ...given } }])
        const tree = dump(asRead(first.state.entities))
        const second = flatten([{ file: 'a', index: 0, value: tree }])
        expect(second.diagnostics).toEqual([])
        expect(dump(asRead(second.state.entities))).toEqual(tree)
        expect(second.state.entities).toHaveLength(first.state.entities.length)
        const key = ({ kind, fields }: Entity): string => kind + JSON.stringify(sorted(fields))
        expect(second.state.entities.map(key).sort()).toEqual(first.state.entities.map(key).sort())
      }),
      { numRuns: 60 },
    )
  })
})
