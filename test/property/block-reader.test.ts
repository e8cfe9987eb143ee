import fc from 'fast-check'
import { dump } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import type { Fields, Value } from '../../src/model/value.ts'
import { readBlocks } from '../../src/state/block-reader.ts'
import { findPlaceholders } from '../../src/state/placeholder-finder.ts'
import type { Reading } from '../../src/state/reading.ts'
import { readEvents } from '../../src/state/yaml-events.ts'
import { readYaml } from '../../src/state/yaml-reader.ts'
import { toYaml } from '../../src/state/yaml-writer.ts'

const read = (text: string): Reading => ({
  source: findPlaceholders('state.yaml', text),
  variables: { env: {}, missing: 'error', absent: new Map(), empty: new Map() },
  diagnostics: [],
})

/** What the general reader makes of a text; undefined where it is not one mapping in one document. */
function generally(text: string): { value: Fields; notes: Reading['diagnostics'] } | undefined {
  const reading = read(text)
  const events = readEvents(reading.source)
  if (!Array.isArray(events)) return undefined
  const [document, second] = readYaml(reading, events)
  return document && second === undefined ? { value: document.value, notes: reading.diagnostics } : undefined
}

/** Both readers agree, or the quick one leaves the text to the general one. Tells whether it was quick. */
function agree(text: string): boolean {
  const reading = read(text)
  const value = readBlocks(reading)
  if (value === undefined) return false
  expect({ value, notes: reading.diagnostics }, text).toEqual(generally(text))
  return true
}

const text = fc.oneof(
  fc.constantFrom(
    'a',
    'yes',
    'NO',
    '010',
    '1_0',
    '12:30',
    '~',
    '',
    '- a',
    'a: b',
    'a #b',
    '/x/[y]',
    '*',
    '.5',
    '1e3',
    'é',
    '"',
    "'",
    'a\nb',
    'a\n\n b\n',
    '\\d',
    '-1',
    '2024-01-02',
  ),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: fc.constantFrom(...' \n:-#[]{}"\'|ax0'), maxLength: 8 }),
)
const key = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('a', 'b', 'name', 'x-y', 'on', 'c/d') },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 4 }) },
)
const value = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    text,
    fc.constantFrom<Value>(null, true, false, 0, 80, -1.5),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value
const tree = fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }) as fc.Arbitrary<Fields>

const written = fc.oneof(
  tree.map(toYaml),
  fc
    .tuple(tree, fc.constantFrom(2, 4), fc.boolean())
    .map(([each, indent, seqNoIndent]) => dump(each, { indent, seqNoIndent })),
)

/** Lines that are nearly right: the pieces of YAML, thrown together. */
const lines = fc
  .array(
    fc.tuple(
      fc.constantFrom(0, 0, 0, 2, 2, 4, 1, 3),
      fc.constantFrom('', '', '', '', '- ', '- ', '- - ', '-', '# c', '---', '...', '? '),
      fc.constantFrom('', 'a:', 'b:', 'c:', 'd:', 'e:', '"f":', 'yes:', '010:', 'a b:', '<<:'),
      fc.constantFrom(
        '',
        ' x',
        ' 1',
        ' |',
        ' |-',
        ' |+',
        ' >',
        ' []',
        ' {}',
        ' [a, b]',
        ' [a, yes]',
        ' "x"',
        " 'x'",
        ' "x\\ty"',
        ' x # c',
        ' &x y',
        ' *x',
        ' !!str 1',
        ' "x" y',
        ' y: z',
        ' ',
        '  # c',
        ' on',
        ' -',
        ' - a',
        ' "a',
        '\tx',
        '\r',
      ),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((rows) => rows.map(([indent, dash, name, rest]) => `${' '.repeat(indent)}${dash}${name}${rest}`).join('\n'))

const broken = fc
  .tuple(written, fc.nat(), fc.constantFrom('', ' ', '\n', ':', '-', '#', '"', '\t', '  '))
  .map(([whole, place, put]) => {
    const at = place % (whole.length + 1)
    return whole.slice(0, at) + put + whole.slice(at + (place % 3))
  })

describe('the quick reader of YAML', () => {
  it('reads what dumps write as the general reader does', () => {
    let quick = 0
    fc.assert(
      fc.property(written, (each) => void (agree(each) && quick++)),
      { seed: 11, numRuns: 2000 },
    )
    expect(quick).toBeGreaterThan(300)
  })

  it('leaves alone, or reads alike, what is nearly such a text', () => {
    let quick = 0
    fc.assert(
      fc.property(fc.oneof(lines, broken), (each) => void (agree(each) && quick++)),
      { seed: 12, numRuns: 2000 },
    )
    expect(quick).toBeGreaterThan(150)
  })

  it.each([
    [
      'a file in the usual style',
      '# kong\n---\n_format_version: "3.0"\nservices:\n  - name: a\n    tags: [x, y]\n    port: 80 # web\n    routes:\n    - name: r\n      paths:\n      - /x\n',
    ],
    ['block texts', 'a: |\n  x\n\n   y\nb: |-\n  z\nc: |+\n  w\n\n'],
    ['words that readers differ on', 'a: yes\nb: 010\nc:\n- 12:30\n'],
    ['a number that cannot be held', 'a: 12345678901234567890\n'],
  ])('is quick with %s', (_, each) => {
    expect(agree(each)).toBe(true)
  })

  it.each([
    ['anchors', 'a: &x 1\nb: *x\n'],
    ['a key given twice', 'a: 1\na: 2\n'],
    ['a text of several lines', 'a: x\n  y\n'],
    ['a second document', 'a: 1\n---\nb: 2\n'],
    ['placeholders', `a: ${'${{'} env "DECK_A" }}\n`],
    ['carriage returns', 'a: 1\r\n'],
    ['__proto__', '__proto__: 1\n'],
  ])('leaves %s to the general one', (_, each) => {
    expect(readBlocks(read(each))).toBeUndefined()
  })
})
