import { describe, expect, it } from 'vitest'
import { reveal } from '../../../src/model/secret.ts'
import type { Type } from '../../../src/model/type.ts'
import { normalise } from '../../../src/plan/normalise.ts'
import { rewrite } from '../../../src/plan/rewrite.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { compilePluginType, compileType } from '../../../src/providers/kong/schema/compile-type.ts'
import { convertSchema } from '../../../src/providers/kong/schema/convert.ts'
import { shippedSchemas } from '../../../src/providers/kong/schema/schema-set.ts'
import { recorded, recordings } from './recordings.ts'

const { schemas } = shippedSchemas('3.9')
const kindNamed = (name: string) => {
  const found = kinds.find((kind) => kind.name === name)
  if (!found) throw new Error(`no kind ${name}`)
  return found
}

async function typeOf(name: string, plugin?: string): Promise<Type> {
  const kind = kindNamed(name)
  const schema = await schemas.entity(kind.schema)
  const own = plugin === undefined ? undefined : await schemas.variant(name === 'vault' ? 'vaults' : 'plugins', plugin)
  if (!schema) throw new Error(`no schema of ${name}`)
  return own ? compilePluginType(schema, own, kind) : compileType(schema, kind)
}

function at(type: Type | undefined, path: string): Type {
  let found = type
  for (const step of path.split('.')) found = found?.fields?.get(step) ?? found?.of?.fields?.get(step)
  if (!found) throw new Error(`no ${path}`)
  return found
}

const set = (protocols: string[]) => ({ type: 'set', default: protocols, elements: { type: 'string' } })

describe('compileType', () => {
  it('gives defaults, sets and enums of a service and a route', async () => {
    expect(at(await typeOf('service'), 'protocol')).toEqual({
      type: 'string',
      default: 'http',
      required: true,
      enum: true,
    })
    expect(at(await typeOf('service'), 'tags')).toMatchObject({ type: 'set', of: { type: 'string' } })
    expect(at(await typeOf('service'), 'tls_verify_depth')).not.toHaveProperty('default')
    expect(at(await typeOf('route'), 'headers')).toMatchObject({ type: 'map', of: { type: 'array' } })
  })

  it('fills a required record without a default and leaves an optional one alone', async () => {
    const type = await typeOf('plugin', 'opentelemetry')
    expect(at(type, 'config.queue')).toMatchObject({ type: 'record', required: true })
    expect(at(type, 'config.queue').default).toEqual({ max_batch_size: 200 })
    expect(at(type, 'config.queue.max_batch_size').default).toBe(1)
    const model = at(await typeOf('plugin', 'ai-proxy'), 'config.model.options')
    expect([model.required, model.default]).toEqual([undefined, undefined])
  })

  it('knows secrets by kind row and by mark, but not every referenceable field', async () => {
    expect(at(await typeOf('certificate'), 'key').secret).toBe(true)
    expect(at(await typeOf('certificate'), 'cert').secret).toBeUndefined()
    expect(at(await typeOf('key'), 'pem.private_key').secret).toBe(true)
    expect(at(await typeOf('plugin', 'rate-limiting'), 'config.redis.password').secret).toBe(true)
    expect(at(await typeOf('plugin', 'rate-limiting'), 'config.minute').secret).toBeUndefined()
  })

  it('points flat fields to what replaced them, as secret as that', async () => {
    const type = await typeOf('plugin', 'rate-limiting')
    expect(at(type, 'config.redis_host')).toEqual({ type: 'string', replacedBy: ['redis', 'host'], secret: undefined })
    expect(at(type, 'config.redis_password')).toMatchObject({ replacedBy: ['redis', 'password'], secret: true })
    expect(at(await typeOf('plugin', 'acme'), 'config.storage_config.redis.namespace').replacedBy).toEqual([
      'extra_options',
      'namespace',
    ])
    expect(at(await typeOf('plugin', 'opentelemetry'), 'config.endpoint').replacedBy).toEqual(['traces_endpoint'])
    expect(at(await typeOf('plugin', 'session'), 'config.cookie_lifetime').replacedBy).toEqual(['rolling_timeout'])
  })

  it('has no default for what the gateway draws', async () => {
    expect(at(await typeOf('plugin', 'session'), 'config.secret')).toEqual({
      type: 'string',
      secret: true,
      encrypted: true,
      generated: true,
    })
    expect(at(await typeOf('jwt'), 'secret')).toEqual({ type: 'string', secret: true, generated: true })
  })

  it("takes a plugin's own fields instead of those of all plugins", () => {
    const entity = convertSchema(
      { fields: [{ name: { type: 'string' } }, { protocols: set(['http', 'tcp']) }] },
      'plugins',
    )
    const own = convertSchema(
      { fields: [{ protocols: set(['tcp']) }, { config: { type: 'record', fields: [] } }] },
      'mine',
    )
    const type = compilePluginType(entity, own, kindNamed('plugin'))
    expect([...(type.fields?.keys() ?? [])]).toEqual(['name', 'protocols', 'config'])
    expect(at(type, 'protocols').default).toEqual(['tcp'])
  })

  it('adds ttl, which no schema answer names', async () => {
    expect(at(await typeOf('key-auth'), 'ttl')).toEqual({ type: 'integer' })
  })

  it('is compiled once per schema', async () => {
    expect(await typeOf('plugin', 'cors')).toBe(await typeOf('plugin', 'cors'))
  })
})

interface Exchange {
  request: { method: string; path: string; body?: Record<string, unknown> }
  response: { status: number; body?: Record<string, unknown> }
}

/** Fields that the test cannot know: ids, times, references. */
const OWN = new Set([
  'id',
  'created_at',
  'updated_at',
  'service',
  'route',
  'consumer',
  'consumer_group',
  'upstream',
  'set',
])
const COLLECTIONS: Record<string, string> = {
  services: 'service',
  routes: 'route',
  upstreams: 'upstream',
  plugins: 'plugin',
  vaults: 'vault',
}

function creations(): { name: string; kind: string; exchange: Exchange }[] {
  if (!recordings) return []
  return ['services', 'service-errors', 'routes', 'upstreams-targets', 'plugins', 'vaults-keys'].flatMap((file) => {
    const { exchanges } = recorded(`transcripts/${file}.json`) as { exchanges: Exchange[] }
    return exchanges.flatMap((exchange, index) => {
      const kind = COLLECTIONS[exchange.request.path.split('/').at(-1) ?? '']
      const created = exchange.request.method === 'POST' && exchange.response.status === 201
      return kind && created && !exchange.request.body?.url ? [{ name: `${file} ${index + 1}`, kind, exchange }] : []
    })
  })
}

describe.skipIf(!recordings)('defaults against recorded answers (skipped without ../shared)', () => {
  it.each(creations())('$name is filled as Kong filled it', async ({ kind, exchange }) => {
    const body = exchange.request.body ?? {}
    const named = kind === 'plugin' || kind === 'vault' ? String(body.name) : undefined
    const type = await typeOf(kind, named)
    const row = kinds.find((each) => each.name === kind)
    const filled = rewrite(normalise(body as never, type, 'desired'), row ?? {})
    const answer = exchange.response.body ?? {}
    for (const [name, value] of Object.entries(answer)) {
      if (OWN.has(name) || name === 'tags' || isFlattened(kind, name, body)) continue
      expect({ [name]: mirrored(reveal(filled[name] ?? null), type.fields?.get(name)) }).toEqual({
        [name]: mirrored(value, type.fields?.get(name)),
      })
    }
  })
})

/** A gRPC route's strip_path is settled where state files become entities, as decK does. */
const isFlattened = (kind: string, name: string, body: Record<string, unknown>): boolean =>
  kind === 'route' && name === 'strip_path' && JSON.stringify(body.protocols ?? '').includes('grpc')

/** Leaves out flat copies and what the gateway drew itself; sets are sorted. */
function mirrored(value: unknown, type: Type | undefined): unknown {
  if (type?.generated) return undefined
  if (type?.type === 'set' && Array.isArray(value)) return value.map((each) => mirrored(each, type.of)).sort(byText)
  const { of, fields } = type ?? {}
  if (of && Array.isArray(value)) return value.map((each) => mirrored(each, of))
  if (of && typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mirrored(each, of)]))
  if (fields && typeof value === 'object' && value !== null) {
    const given = value as Record<string, unknown>
    const kept = [...fields].filter(([, inner]) => !inner.replacedBy)
    return Object.fromEntries(kept.map(([name, inner]) => [name, mirrored(given[name] ?? null, inner)]))
  }
  return value
}

const byText = (a: unknown, b: unknown): number => JSON.stringify(a).localeCompare(JSON.stringify(b))
