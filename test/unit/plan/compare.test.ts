import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import type { Type } from '../../../src/model/type.ts'
import type { Fields } from '../../../src/model/value.ts'
import { compare } from '../../../src/plan/compare.ts'
import { normalise } from '../../../src/plan/normalise.ts'

const text: Type = { type: 'string' }
const record = (fields: Record<string, Type>, more: Partial<Type> = {}): Type => ({
  type: 'record',
  fields: new Map(Object.entries(fields)),
  ...more,
})
const none = new Set<string>()

describe('compare', () => {
  const type = record({
    tags: { type: 'set', of: text },
    paths: { type: 'array', of: text },
    config: record({ list: { type: 'array', of: text }, rules: { type: 'array', of: record({ a: text, b: text }) } }),
  })
  const differ = (before: object, after: object) => compare(before as never, after as never, type, none)

  it('gives sets no order and lists one', () => {
    expect(differ({ tags: ['a', 'b'] }, { tags: ['b', 'a', 'a'] })).toEqual([])
    expect(differ({ tags: ['a', 'b'] }, { tags: ['b', 'c'] })).toEqual([
      { path: 'tags[]', before: 'a' },
      { path: 'tags[]', after: 'c' },
    ])
    expect(differ({ paths: ['/a', '/b', '/c', '/d'] }, { paths: ['/d', '/a', '/b', '/c'] })).toEqual([
      { path: 'paths[0]', before: '/d', after: '/d', moved: { from: 3, to: 0 } },
    ])
  })

  it('names the smallest thing that changed', () => {
    expect(differ({ config: { rules: [{ a: '1', b: '2' }] } }, { config: { rules: [{ a: '1', b: '3' }] } })).toEqual([
      { path: 'config.rules[0].b', before: '2', after: '3' },
    ])
    expect(differ({ paths: ['/a', '/b'] }, { paths: ['/a', '/x', '/b'] })).toEqual([{ path: 'paths[1]', after: '/x' }])
  })

  it('takes absent, null and, at the top, empty lists as the same; inside a config an empty list is a value', () => {
    expect(differ({ tags: [] }, { tags: null })).toEqual([])
    expect(differ({ config: { list: null } }, { config: {} })).toEqual([])
    expect(differ({ config: { list: null } }, { config: { list: [] } })).toEqual([{ path: 'config.list', after: [] }])
  })

  it('compares secrets in clear and keeps them wrapped', () => {
    expect(differ({ x: new Secret('a') }, { x: new Secret('a') })).toEqual([])
    expect(JSON.stringify(differ({ x: new Secret('a') }, { x: new Secret('b') }))).toBe(
      '[{"path":"x","before":"(secret)","after":"(secret)"}]',
    )
  })

  it('stays bounded on long lists that have nothing in common', () => {
    const list = (prefix: string) => Array.from({ length: 3000 }, (_, index) => `${prefix}${index}`)
    expect(differ({ paths: list('a') }, { paths: list('b') })).toHaveLength(3000)
  })
})

describe('normalise', () => {
  const type = record({
    port: { type: 'integer', default: 80 },
    retries: { type: 'integer', default: 5 },
    protocol: { type: 'string', default: 'http', required: true },
    checks: record(
      { active: record({ timeout: { type: 'integer', default: 1 } }, { required: true }) },
      { required: true },
    ),
    extra: record({ on: { type: 'boolean', default: true } }),
    redis: record({ host: text, port: { type: 'integer', default: 6379 } }, { required: true }),
    redis_host: { type: 'string', replacedBy: ['redis', 'host'] },
    key: { type: 'string', secret: true },
  })

  it('fills defaults, also inside required records, and leaves optional records alone', () => {
    expect(normalise({}, type, 'desired')).toEqual({
      port: 80,
      retries: 5,
      protocol: 'http',
      checks: { active: { timeout: 1 } },
      redis: { port: 6379 },
    })
    expect(normalise({ extra: {} }, type, 'desired')).toMatchObject({ extra: { on: true } })
    expect(normalise({}, type, 'current')).toEqual({})
  })

  it('gives each entity defaults of its own', () => {
    const of = record({ on: text })
    const lists = record({ rules: { type: 'array', of, default: [{ on: 'a' }, null] }, tree: { ...of, default: {} } })
    const [one, other] = [normalise({}, lists, 'desired'), normalise({}, lists, 'desired')]
    expect(one).toEqual({ rules: [{ on: 'a' }, null], tree: {} })
    Object.assign((one.rules as Fields[])[0] ?? {}, { on: 'b' })
    Object.assign(one.tree ?? {}, { on: 'b' })
    expect(other).toEqual({ rules: [{ on: 'a' }, null], tree: {} })
  })

  it('keeps a null where the controller can hold one', () => {
    expect(normalise({ retries: null, protocol: null }, type, 'desired')).toMatchObject({
      retries: null,
      protocol: 'http',
    })
  })

  it('moves deprecated fields to what replaced them; the replacement wins', () => {
    expect(normalise({ redis_host: 'old' }, type, 'desired')).toMatchObject({ redis: { host: 'old', port: 6379 } })
    expect(normalise({ redis_host: 'old', redis: { host: 'new' } }, type, 'desired')).toMatchObject({
      redis: { host: 'new' },
    })
    expect(normalise({ redis_host: 'old', redis: { host: 'old' } }, type, 'current')).toEqual({
      redis: { host: 'old' },
    })
  })

  it('wraps secrets, and unwraps from the environment what cannot be one', () => {
    const { key, port } = normalise({ key: 'k', port: new Secret(99, 'DECK_PORT') }, type, 'desired')
    expect([key, port]).toEqual([expect.any(Secret), 99])
  })
})
