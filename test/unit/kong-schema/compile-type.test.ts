import { describe, expect, it } from 'vitest'
import type { Type } from '../../../src/model/type.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { adaptType } from '../../../src/providers/kong/schema/adapt-type.ts'
import { compilePluginType, compileType } from '../../../src/providers/kong/schema/compile-type.ts'
import { convertSchema } from '../../../src/providers/kong/schema/convert.ts'
import { shippedSchemas } from '../../../src/providers/kong/schema/schema-set.ts'
import { fill } from './fill.ts'
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
  const own =
    plugin === undefined ? undefined : await (name === 'vault' ? schemas.vault(plugin) : schemas.plugin(plugin))
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

  it('lets an upstream with something to hash on be balanced by it', async () => {
    const type = await typeOf('upstream')
    const algorithm = (fields: Record<string, string>) => at(adaptType(type, { kind: 'upstream', fields }), 'algorithm')
    expect(algorithm({ hash_on: 'header' }).default).toBe('consistent-hashing')
    expect(algorithm({ hash_on: 'none' }).default).toBe('round-robin')
    expect(algorithm({}).default).toBe('round-robin')
  })

  it('makes strip_path false for gRPC routes only', async () => {
    const type = await typeOf('route')
    const adapted = (protocols: string[]) => at(adaptType(type, { kind: 'route', fields: { protocols } }), 'strip_path')
    expect(adapted(['grpc', 'grpcs']).default).toBe(false)
    expect(adapted(['http']).default).toBe(true)
  })
})

interface Exchange {
  request: { method: string; path: string; body?: Record<string, unknown> }
  response: { status: number; body?: Record<string, unknown> }
}

/** What the gateway stores otherwise than it was told: without hash_on there is nothing to hash consistently. */
const REWRITTEN = new Set(['upstreams-targets 6 algorithm'])

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
  it.each(creations())('$name is filled as Kong filled it', async ({ name: source, kind, exchange }) => {
    const body = exchange.request.body ?? {}
    const named = kind === 'plugin' || kind === 'vault' ? String(body.name) : undefined
    const type = adaptType(await typeOf(kind, named), { kind, fields: body as never })
    const filled = fill(body, type) as Record<string, unknown>
    const answer = exchange.response.body ?? {}
    for (const [name, value] of Object.entries(answer)) {
      if (OWN.has(name) || name === 'tags' || REWRITTEN.has(`${source} ${name}`)) continue
      expect({ [name]: mirrored(filled[name], type.fields?.get(name)) }).toEqual({
        [name]: mirrored(value, type.fields?.get(name)),
      })
    }
  })
})

/** Leaves out flat copies and what the gateway drew itself; sets are sorted. */
function mirrored(value: unknown, type: Type | undefined): unknown {
  if (type?.generated) return undefined
  if (type?.type === 'set' && Array.isArray(value)) return [...value].sort()
  if (type?.fields && typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).filter(([name]) => !type.fields?.get(name)?.replacedBy)
    return Object.fromEntries(kept.map(([name, inner]) => [name, mirrored(inner, type.fields?.get(name))]))
  }
  return value
}
