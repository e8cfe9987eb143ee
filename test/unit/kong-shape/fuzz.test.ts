import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fields } from '../../../src/model/value.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { flatten } from '../../../src/providers/kong/shape/flatten.ts'
import { documentOf, flat } from './document.ts'

const names = [
  ...new Set(
    kinds.flatMap((kind) => [kind.section, ...kind.references.map((each) => each.field), ...kind.keys.flat()]),
  ),
  '_info',
  '_plugin_configs',
  '_workspace',
  '_config',
  'defaults',
  'select_tags',
  'default_lookup_tags',
  'tags',
  'url',
  'config',
  'protocols',
  'groups',
  '__proto__',
  'constructor',
  'id',
]

/** Values that look like a state file, with anything at all in any place. */
const { content } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false, '', 'x', 'http://[::1]:80/', '1:2:3', 0, -1, 1.5),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('content'),
  ),
  content: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5, noNullPrototype: true }),
}))

describe('flatten', () => {
  it('never raises, whatever a file holds, and places every problem', () => {
    fc.assert(
      fc.property(fc.array(content, { minLength: 1, maxLength: 3 }), (contents) => {
        const { state, diagnostics } = flatten(
          contents.map((each, index) => documentOf(each as Fields, 'kong.yaml', index)),
        )
        expect(diagnostics.every(({ place, message }) => place !== undefined && message !== '')).toBe(true)
        expect(state.entities.every(({ place }) => place !== undefined)).toBe(true)
      }),
      { numRuns: 500, seed: 7 },
    )
  })

  it('says the same each time', () => {
    const content = { services: [{ name: 's', url: 5 }], nope: 1, plugins: [{ name: 'cors', _config: 'x' }] }
    expect(flat(content)).toEqual(flat(content))
  })
})
