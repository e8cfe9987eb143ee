import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { untranslated } from '../../../src/providers/kong/schema/constraints.ts'
import { convertSchema } from '../../../src/providers/kong/schema/convert.ts'
import type { KongSchema } from '../../../src/providers/kong/schema/kong-schema.ts'
import { layOut } from '../../../src/providers/kong/schema/lay-out.ts'
import { rebuildSchema } from './rebuild-schema.ts'
import { recorded, recordedSchemas, recordings } from './recordings.ts'

const SHIPPED = new URL('../../../schemas/kong/3.9/', import.meta.url)

const SAMPLE: KongSchema = {
  entity_checks: [{ at_least_one_of: ['name', 'host'] }],
  fields: [
    { id: { type: 'string', uuid: true, auto: true } },
    { name: { type: 'string', description: 'a text for people' } },
    { host: { type: 'string', required: true } },
    { port: { type: 'integer', between: [0, 65535], default: 80, required: true } },
    { secret: { type: 'string', encrypted: true, default: 'drawn-at-start' } },
    { code: { type: 'string', match: '^%u+$', referenceable: true } },
    { tags: { type: 'set', elements: { type: 'string' }, default: {} } },
    { limits: { type: 'map', len_min: 1, keys: { type: 'string' }, values: { type: 'integer', gt: 0 } } },
    {
      redis: {
        type: 'record',
        required: true,
        fields: [{ host: { type: 'string' } }, { endpoint: { type: 'string', deprecation: { message: 'old' } } }],
        shorthand_fields: [
          { auth: { type: 'string', deprecation: { message: 'm', replaced_with: [{ path: ['host'] }] } } },
          { endpoint: { type: 'string' } },
        ],
      },
    },
    { queue: { type: 'record', required: true, fields: [{ size: { type: 'integer', required: true } }] } },
    { filter: { type: 'string', one_of: [] } },
    { service: { type: 'foreign', reference: 'services', eq: null } },
    { config: { type: 'record', abstract: true } },
  ],
}

describe('convertSchema', () => {
  const schema = convertSchema(SAMPLE, 'samples')
  const property = (name: string) => schema.properties?.[name] ?? {}

  it('names and closes the root', () => {
    expect(schema).toMatchObject({ $id: 'samples.json', title: 'samples', type: 'object', additionalProperties: false })
    expect(schema['x-kong']).toEqual({ kind: 'record', entity_checks: [{ at_least_one_of: ['name', 'host'] }] })
  })

  it('requires what Kong does not fill', () => {
    expect(schema.required).toEqual(['host', 'queue'])
  })

  it('admits null where the field is not required', () => {
    expect(property('name').type).toEqual(['string', 'null'])
    expect(property('host').type).toBe('string')
  })

  it('turns bounds, sizes and patterns into words', () => {
    expect(property('port')).toMatchObject({ minimum: 0, maximum: 65535, default: 80 })
    expect(property('host').minLength).toBe(1)
    expect(property('limits')).toMatchObject({ minProperties: 1, additionalProperties: { exclusiveMinimum: 0 } })
    expect(property('service').const).toBe(null)
  })

  it('lets a vault reference past the rules for a text', () => {
    expect(property('code').anyOf).toEqual([{ pattern: '^\\{vault://.+\\}$' }, { pattern: '^[A-Z]+$', minLength: 1 }])
  })

  it('drops a default that the gateway draws', () => {
    expect(property('secret')).not.toHaveProperty('default')
    expect(property('secret')['x-kong']).toEqual({ type: 'string', encrypted: true, generated: true })
  })

  it('reads an empty Lua table as the list it stands for', () => {
    expect(property('tags').default).toEqual([])
    expect(property('tags')['x-kong']).toEqual({ type: 'set', default: {} })
  })

  it('leaves a choice open that only this gateway has nothing for', () => {
    expect(property('filter')).not.toHaveProperty('enum')
  })

  it('marks shorthands, also one with the name of a field', () => {
    const redis = property('redis').properties ?? {}
    expect(redis.auth?.['x-kong']).toMatchObject({ shorthand: true })
    expect(redis.endpoint?.['x-kong']).toMatchObject({ alias: { type: 'string' } })
    expect(redis.endpoint?.['x-kong']).not.toHaveProperty('shorthand')
  })

  it('leaves out texts for people only', () => {
    expect(property('name')['x-kong']).toEqual({ type: 'string' })
  })
})

describe('shipped schemas', () => {
  const files = readdirSync(SHIPPED, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))

  it('hold no placeholder of a recording', () => {
    expect(files.length).toBeGreaterThan(75)
    const held = files.filter((file) =>
      /"<[a-z ]+[A-Za-z0-9.]*(:\d+)?>"/.test(readFileSync(new URL(file, SHIPPED), 'utf8')),
    )
    expect(held).toEqual([])
  })

  it('hold only patterns that compile', () => {
    for (const file of files) {
      const patterns = [...readFileSync(new URL(file, SHIPPED), 'utf8').matchAll(/^\s*"pattern": ("\^.*"),?$/gm)]
      for (const [, text] of patterns) expect(() => new RegExp(JSON.parse(text ?? ''), 'u')).not.toThrow()
    }
  })

  it('mark the generated default of session', () => {
    const session = JSON.parse(readFileSync(new URL('plugins/session.json', SHIPPED), 'utf8'))
    expect(session.properties.config.properties.secret['x-kong']).toMatchObject({ generated: true })
    expect(session.properties.config.properties.secret).not.toHaveProperty('default')
  })
})

describe.skipIf(!recordings)('shipped schemas against the recorded answers (skipped without ../shared)', () => {
  it.each(recordedSchemas())('%s is what the converter makes, and loses nothing', (name) => {
    const answer = recorded(`schemas/${name}.json`) as KongSchema
    const file = new URL(`${name}.json`, SHIPPED)
    expect(existsSync(file)).toBe(true)
    expect(readFileSync(file, 'utf8')).toBe(layOut(convertSchema(answer, name)))
    const text = JSON.stringify(answer).replace('"default":"<random44>"', '"generated":true')
    expect(rebuildSchema(convertSchema(answer, name))).toEqual(JSON.parse(text))
  })

  it('have a translation for every Lua pattern', () => {
    const lost: string[] = []
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      if (!Array.isArray(node)) lost.push(...untranslated(node as KongSchema))
      for (const inner of Object.values(node)) walk(inner)
    }
    for (const name of recordedSchemas()) walk(recorded(`schemas/${name}.json`))
    expect(lost).toEqual([])
  })
})
