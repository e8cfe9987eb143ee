import { array, assert, asyncProperty, constantFrom, dictionary, jsonValue, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fields } from '../../../src/model/value.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { check, entity, schemas } from './desired.ts'

const kindName = constantFrom(...kinds.map(({ name }) => name))
const plugin = constantFrom(...schemas.pluginNames)

describe('validation of anything', () => {
  it('ends with diagnostics, each with a place and words', async () => {
    const fields = dictionary(
      constantFrom('name', 'config', 'tags', 'protocols', 'paths', 'jwk', 'pem', 'cert', 'x'),
      jsonValue(),
    )
    const property = asyncProperty(array(record({ kind: kindName, fields }), { maxLength: 4 }), async (given) => {
      const entities = given.map((each, index) => entity(each.kind, each.fields as Fields, {}, index))
      for (const { place, message } of await check(entities)) {
        expect(place?.path.length).toBeGreaterThan(0)
        expect(message).not.toMatch(/undefined|\[object/)
      }
    })
    await assert(property, { seed: 7, numRuns: 300 })
  })

  it('ends for any configuration of any plugin', async () => {
    const keys = async (name: string) =>
      Object.keys((await schemas.variant('plugins', name))?.properties?.config?.properties ?? {})
    const property = asyncProperty(plugin, array(jsonValue(), { maxLength: 5 }), async (name, values) => {
      const names = await keys(name)
      const config = Object.fromEntries(values.map((value, index) => [names[index] ?? 'x', value]))
      await check([entity('plugin', { name, config: config as Fields })])
    })
    await assert(property, { seed: 11, numRuns: 300 })
  })

  it('takes odd names as what they are', async () => {
    for (const name of ['__proto__', 'constructor', '../services', 'a\nb', '']) {
      const found = await check([entity('plugin', { name, [name || 'x']: 1 })])
      expect(found.length).toBeGreaterThan(0)
    }
  })
})

describe('validation of much', () => {
  it('finds nothing in 20,000 good entities', async () => {
    const entities = Array.from({ length: 20_000 }, (_, index) =>
      index % 2 === 0
        ? entity('service', { name: `s${index}`, host: 'h.example.com', port: 80, tags: ['a', 'b'] }, {}, index)
        : entity(
            'route',
            { name: `r${index}`, paths: [`/p${index}`], methods: ['GET'] },
            { service: { name: `s${index - 1}` } },
            index,
          ),
    )
    expect(await check(entities)).toEqual([])
  })
})
