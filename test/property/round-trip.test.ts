import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../src/model/entity.ts'
import type { Fields, Value } from '../../src/model/value.ts'
import { kong } from '../../src/providers/kong/provider.ts'
import { withGateway } from '../support/kong-sync.ts'

/** The parts of a shipped schema that values are drawn from. */
interface Schema {
  type?: string | string[]
  enum?: Value[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: Schema | boolean
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  minItems?: number
  minLength?: number
  pattern?: string
  uniqueItems?: boolean
  'x-kong'?: { required?: boolean; shorthand?: boolean; deprecation?: object; type?: string }
}

const folder = new URL('../../schemas/kong/3.9/', import.meta.url)
const load = (name: string): Schema => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
const plugins = readdirSync(new URL('plugins/', folder)).map((file) => file.replace('.json', ''))

/** Texts that YAML, JSON or URLs might take for something else. */
const texts = ['a', 'x-y', 'hello world', 'é ü', '日本語', '10', 'true', 'null', '~', '"q"', "it's", 'a: b', '# no']
const more = [
  '1.5',
  '%2F',
  'a/b',
  '..',
  ' lead',
  'two\nlines',
  '0x10',
  '1e3',
  'yes',
  '=',
  '- dash',
  '\\',
  '🙂',
  '{vault://env/x}',
]

/** Any value of a schema; undefined where none can be drawn. */
function anyOf(schema: Schema): fc.Arbitrary<Value> | undefined {
  const some = someOf(schema)
  const optional = [schema.type].flat().includes('null') && !schema['x-kong']?.required
  return some && optional ? fc.oneof({ weight: 9, arbitrary: some }, { weight: 1, arbitrary: fc.constant(null) }) : some
}

function someOf(schema: Schema): fc.Arbitrary<Value> | undefined {
  if (schema.enum) return fc.constantFrom(...schema.enum.filter((each) => each !== null))
  const least = schema.minimum ?? schema.exclusiveMinimum ?? 0
  switch ([schema.type].flat().find((each) => each !== 'null')) {
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: Math.ceil(least), max: Math.min(schema.maximum ?? 1e5, 1e5) })
    case 'number':
      return fc
        .integer({ min: 0, max: 1e6 })
        .map((n) => least + (n / 1e6) * (Math.min(schema.maximum ?? 1e3, 1e3) - least))
    case 'string':
      return schema.pattern !== undefined ? undefined : textOf(schema.minLength ?? 0)
    case 'array':
      return listOf(schema)
    case 'object':
      return schema.properties ? recordOf(schema, schema.properties) : mapOf(schema)
    default:
      return undefined
  }
}

const textOf = (least: number): fc.Arbitrary<Value> =>
  least > 1 ? fc.constant('abcdefghijklmnopqrstuvwxyz0123456789'.slice(0, least)) : fc.constantFrom(...texts, ...more)

function listOf({ items = {}, minItems = 0, uniqueItems }: Schema): fc.Arbitrary<Value> | undefined {
  const item = someOf(items)
  const length = { minLength: minItems, maxLength: Math.max(2, minItems) }
  if (item === undefined) return minItems === 0 ? fc.constant([]) : undefined
  return uniqueItems
    ? fc.uniqueArray(item, { ...length, selector: (each) => JSON.stringify(each) })
    : fc.array(item, length)
}

function mapOf({ additionalProperties }: Schema): fc.Arbitrary<Value> | undefined {
  const inner = typeof additionalProperties === 'object' ? someOf(additionalProperties) : undefined
  return inner && fc.dictionary(fc.constantFrom('k1', 'Key-2', 'x y'), inner, { maxKeys: 2 })
}

function recordOf(schema: Schema, properties: Record<string, Schema>): fc.Arbitrary<Fields> {
  const fields: Record<string, fc.Arbitrary<Value | undefined>> = {}
  for (const [name, inner] of Object.entries(properties)) {
    const { shorthand, deprecation, type } = inner['x-kong'] ?? {}
    const value = shorthand || deprecation || type === 'foreign' ? undefined : anyOf(inner)
    if (value) fields[name] = schema.required?.includes(name) ? value : fc.option(value, { nil: undefined })
  }
  return fc.record(fields).map((drawn) => JSON.parse(JSON.stringify(drawn)) as Fields)
}

/** Draws configurations of a plugin until one passes the offline checks; a few never do. */
async function draw(name: string, seed: number): Promise<Fields | undefined> {
  const config = load(`plugins/${name}`).properties?.config
  const arbitrary = config && recordOf(config, config.properties ?? {})
  for (const drawn of arbitrary ? fc.sample(arbitrary, { numRuns: 12, seed }) : []) {
    const entity: Entity = { kind: 'plugin', fields: { name, config: drawn }, refs: {} }
    const state = { entities: [entity], mentioned: new Set<string>(), selectTags: [], lookupTags: {} }
    if ((await kong.validate(state)).every(({ level }) => level === 'warning')) return drawn
  }
  return undefined
}

describe.each([1, 2, 3])('random configurations of all plugins, seed %i', (seed) => {
  it('come back as they were written, and so does a dump of them', async () => {
    const drawn: Fields[] = []
    for (const name of plugins) {
      const config = await draw(name, seed)
      if (config) drawn.push({ name, config })
    }
    const file = `plugins: ${JSON.stringify(drawn)}\n`
    await withGateway((gateway) =>
      withGateway(async (other) => {
        const { outcome } = await gateway.sync(file)
        // What only the gateway can check (code, header names) may be refused there.
        const refused = [...outcome.results].filter(([, { state }]) => state !== 'done').map(([change]) => change)
        expect(await gateway.plan(file)).toEqual(refused)
        expect(outcome.results.size - refused.length).toBeGreaterThan(20)
        const text = await gateway.dump()
        expect(await gateway.plan(text)).toEqual([])
        await other.must(text)
        expect(await other.dump()).toBe(text)
      }),
    )
  })
})
