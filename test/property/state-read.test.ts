import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import { loadFiles } from '../../src/state/load.ts'

const SEED = 20_240_607

/** A state file with most of YAML in it, to be broken. */
const GOOD = `_format_version: "3.0"
_info: {select_tags: [a, "b"]}
x: &base
  retries: 5
  tags: [one, two]
services:
- <<: *base
  name: 'it''s'
  host: "h\\u0041.example.com"
  lua: |
    if x then
      y()
    end
  note: >-
    folded
    text
- name: second # comment
  port: 8080
  list: [
    1, 2
  ]
  token: \${{ env "DECK_TOKEN" }}
`

const GOOD_JSON = JSON.stringify(
  { _format_version: '3.0', services: [{ name: 'a', port: 80, tags: ['x', 'é'] }] },
  null,
  1,
)

async function loadBytes(bytes: Buffer) {
  return loadFiles(['-'], { env: { DECK_TOKEN: 'hunter2' }, missing: 'error', stdin: async () => bytes })
}

function hasPlace({ at, message, hint, code }: Diagnostic): boolean {
  const placed = at !== undefined && at.file === '<stdin>' && at.line >= 1 && at.column >= 1
  return placed && code !== '' && message !== '' && !/\n|hunter2|Error:|js-yaml|undefined/.test(`${message} ${hint}`)
}

/** Whatever the bytes: no exception, a place for each problem, documents only without errors. */
async function staysCalm(bytes: Buffer): Promise<boolean> {
  const { documents, diagnostics } = await loadBytes(bytes)
  expect(diagnostics.filter((each) => !hasPlace(each))).toEqual([])
  const failed = diagnostics.some(({ level }) => level === 'error')
  expect(failed).toBe(documents.length === 0)
  return failed
}

const at = fc.nat({ max: GOOD.length })

const cut = fc.oneof(
  at.map((end) => GOOD.slice(0, end)),
  fc.nat(GOOD_JSON.length).map((end) => GOOD_JSON.slice(0, end)),
)

const noise = fc.constantFrom(
  '\t',
  '"',
  "'",
  '[',
  '}',
  '&',
  '*x',
  ': ',
  '- ',
  '|',
  '\0',
  '\u0007',
  '\u2028',
  '${',
  '{{',
  '}}',
  '<<: ',
  '---\n',
  '!!int ',
  '#',
)

const spoilt = fc
  .array(fc.tuple(at, noise), { minLength: 1, maxLength: 6 })
  .map((edits) => edits.reduce((text, [place, piece]) => text.slice(0, place) + piece + text.slice(place), GOOD))

const malformed: readonly (readonly [name: string, bytes: fc.Arbitrary<Buffer>])[] = [
  ['cut short', cut.map((text) => Buffer.from(text))],
  ['with noise', spoilt.map((text) => Buffer.from(text))],
  ['random bytes', fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes))],
  ['random text', fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(`a: ${text}`))],
  [
    'in another encoding',
    fc.constantFrom('utf16le' as const, 'latin1' as const).map((name) => Buffer.from(`\ufeffä: "é"\n${GOOD}`, name)),
  ],
  [
    'other lines dropped',
    fc.array(fc.boolean(), { minLength: 22, maxLength: 22 }).map((keep) =>
      Buffer.from(
        GOOD.split('\n')
          .filter((_, index) => keep[index])
          .join('\n'),
      ),
    ),
  ],
  [
    'indented at random',
    fc.array(fc.nat(6), { minLength: 22, maxLength: 22 }).map((by) =>
      Buffer.from(
        GOOD.split('\n')
          .map((line, index) => ' '.repeat(by[index] ?? 0) + line)
          .join('\n'),
      ),
    ),
  ],
]

describe('files that may be anything', () => {
  it.each(malformed)('%s: never an exception, always a place', async (_, bytes) => {
    await fc.assert(
      fc.asyncProperty(bytes, async (given) => {
        await staysCalm(given)
      }),
      { seed: SEED, numRuns: 100 },
    )
  })
})

const certainlyBroken: readonly (readonly [name: string, arbitrary: fc.Arbitrary<string>])[] = [
  [
    'deep nesting',
    fc
      .constantFrom('[', '{a: ', '- ', '? ', '{"a":', '[[')
      .chain((open) => fc.integer({ min: 201, max: 50_000 }).map((count) => `a: ${open.repeat(count)}`)),
  ],
  [
    'alias bombs',
    fc
      .integer({ min: 8, max: 30 })
      .map((levels) =>
        Array.from(
          { length: levels },
          (_, level) => `a${level}: &a${level} [${Array(9).fill(level ? `*a${level - 1}` : 'x')}]`,
        ).join('\n'),
      ),
  ],
  [
    'merge bombs',
    fc
      .integer({ min: 8, max: 30 })
      .map((levels) =>
        Array.from(
          { length: levels },
          (_, level) =>
            `a${level}: &a${level} {${Array.from({ length: 9 }, (_, key) => `k${key}: ${level ? `{<<: *a${level - 1}}` : '1'}`)}}`,
        ).join('\n'),
      ),
  ],
  [
    'cycles of anchors',
    fc.integer({ min: 1, max: 100 }).map((depth) => `a: &x ${'{k: '.repeat(depth)}[1, *x]${'}'.repeat(depth)}`),
  ],
  [
    'huge numbers',
    fc
      .tuple(fc.constantFrom('', '-', '0x1'), fc.integer({ min: 17, max: 5000 }))
      .map(([sign, digits]) => `a: ${sign}${'9'.repeat(digits)}`),
  ],
  ['huge numbers in JSON', fc.integer({ min: 17, max: 5000 }).map((digits) => `{"a": ${'9'.repeat(digits)}}`)],
  ['keys given twice', fc.integer({ min: 1, max: 50 }).map((count) => `a:\n${'  b: 1\n'.repeat(count + 1)}`)],
  [
    'open brackets and quotes',
    fc.constantFrom('[', '{', '"', "'", '["', "{a: '").map((open) => `a: ${open}x\nb: 1\nc: 2\n`),
  ],
]

describe('files that are broken for certain', () => {
  it.each(certainlyBroken)('%s: refused, soon', async (_, texts) => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await staysCalm(Buffer.from(text))).toBe(true)
      }),
      { seed: SEED, numRuns: 8 },
    )
  })
})

describe('values from the environment', () => {
  const positions = [
    'a: @',
    'a: "@"',
    "a: '@'",
    'a: [@]',
    'a: {b: @}',
    'a: x@y',
    'a: |\n  @\n',
    'a: >-\n  x @\n',
    '{"a": "@"}',
    'a: !!str @',
  ]

  it('are never structure and never shown, whatever they hold', async () => {
    const value = fc.string({
      unit: fc.constantFrom(
        'a',
        '1',
        ' ',
        '\n',
        ':',
        ': ',
        '#',
        ' #',
        '"',
        "'",
        '{',
        '}',
        '[',
        '- ',
        '*',
        '&',
        '|',
        '\\',
        '\t',
        '${{',
        '\ue000',
        '\0',
        'é',
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...positions), value, async (position, secret) => {
        const text = `before: 1\n${position.replace('@', '${' + '{ env "DECK_S" }}')}\nafter: 2\n`
        const given = position.startsWith('{') ? (text.split('\n')[1] ?? '') : text
        const { documents, diagnostics } = await loadFiles(['-'], {
          env: { DECK_S: `q${secret}` },
          missing: 'error',
          stdin: async () => Buffer.from(given),
        })
        expect(diagnostics).toEqual([])
        expect(Object.keys(documents[0]?.value ?? {})).toEqual(
          position.startsWith('{') ? ['a'] : ['before', 'a', 'after'],
        )
        expect(JSON.stringify(documents)).toContain('(secret)')
      }),
      { seed: SEED, numRuns: 500 },
    )
  })
})
