import fc from 'fast-check'
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { openJson } from '../../src/model/unseen.ts'
import type { Fields } from '../../src/model/value.ts'
import { toJson } from '../../src/state/json-writer.ts'
import { loadFiles } from '../../src/state/load.ts'
import { blockHeader, writeText } from '../../src/state/yaml-text.ts'
import { toYaml } from '../../src/state/yaml-writer.ts'

const SEED = 20_240_607

const pieces = [
  ...'abexoyn019_-+.:/~{}[],&*!|>%@`?#=\'"\\\t\n\r ',
  ...[
    ': ',
    ' #',
    '\n\n',
    '- ',
    '---',
    '...',
    '<<',
    '0x',
    '0o7',
    '0b1',
    '1e3',
    '12:30',
    '2024-01-02',
    'T',
    'Z',
    '.inf',
    'NaN',
  ],
  ...[
    'yes',
    'No',
    'null',
    'TRUE',
    'on',
    'é',
    '😀',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\ufeff',
    '\u0000',
    '\u007f',
    '${{',
    '}}',
    '\ue000',
  ],
]

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...pieces), maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom('k'.repeat(1100), 'long line '.repeat(200), '\ttab\n  two\n\nend\n') },
)

const number = fc
  .oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((value) => value + 0 || 0)

const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(
    text.filter((key) => key !== '__proto__'),
    tie('value'),
    { maxKeys: 4, noNullPrototype: true },
  ),
})).map as fc.Arbitrary<Fields>

async function ours(given: string): Promise<unknown> {
  const { documents, diagnostics } = await loadFiles(['-'], {
    env: {},
    missing: 'error',
    stdin: async () => Buffer.from(given),
  })
  expect(diagnostics.filter(({ code }) => code !== 'empty-file')).toEqual([])
  return documents[0]?.value ?? {}
}

describe('what is written', () => {
  it('is read back alike by all readers of YAML, and written the same again', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (value) => {
        const written = toYaml(value)
        const again = await ours(written)
        expect(again).toEqual(value)
        expect(toYaml(again as Fields)).toBe(written)
        expect(load(written, { schema: CORE_SCHEMA })).toEqual(value)
        expect(load(written, { schema: YAML11_SCHEMA })).toEqual(value)
        expect(parse(written, { version: '1.2', logLevel: 'error' })).toEqual(value)
        expect(parse(written, { version: '1.1', logLevel: 'error' })).toEqual(value)
      }),
      { seed: SEED, numRuns: 1000 },
    )
  })

  it('is, as JSON, what JSON.stringify writes, without placeholders and with what nobody would see as escapes', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const plain = openJson(JSON.stringify(value, null, 2)).replaceAll('${{', '\\u0024{{')
        expect(toJson(value)).toBe(`${plain}\n`)
        expect(JSON.parse(plain)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { seed: SEED, numRuns: 2000 },
    )
  })

  it('is, as YAML, each text of one line as writeText writes it', () => {
    const words = fc.string({ unit: fc.constantFrom(...'eE0_ab:#$~/.-"=<yno '), maxLength: 9 })
    const numbers = fc.string({ unit: fc.constantFrom(...'eE01_:'), minLength: 6, maxLength: 8 })
    fc.assert(
      fc.property(fc.oneof(text, words, numbers), (given) => {
        if (blockHeader(given) === undefined) expect(toYaml({ a: given })).toBe(`a: ${writeText(given)}\n`)
      }),
      { seed: SEED, numRuns: 3000 },
    )
  })

  it('is read back alike as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (value) => {
        const written = toJson(value)
        expect(JSON.parse(written)).toEqual(value)
        if (!/[0-9]{16}|e\+/.test(written)) expect(await ours(written)).toEqual(value)
      }),
      { seed: SEED, numRuns: 500 },
    )
  })
})
