import { describe, expect, it } from 'vitest'
import { otherMeanings } from '../../../src/state/ambiguity.ts'
import { NOT_FINITE, resolveJsonNumber, resolveScalar, TOO_LARGE } from '../../../src/state/scalar.ts'
import { read, readWell } from './read-text.ts'

const MEANINGS: readonly (readonly [text: string, value: unknown])[] = [
  ['', null],
  ['~', null],
  ['NULL', null],
  ['nULL', 'nULL'],
  ['yes', true],
  ['Y', true],
  ['yEs', 'yEs'],
  ['ON', true],
  ['off', false],
  ['n', false],
  ['TRUE', true],
  ['tRUE', 'tRUE'],
  ['0', 0],
  ['-0', 0],
  ['-0.0', -0],
  ['7', 7],
  ['+7', 7],
  ['010', 8],
  ['-010', -8],
  ['08', 8],
  ['-09', -9],
  ['00', 0],
  ['0o17', 15],
  ['0O17', 15],
  ['0o8', '0o8'],
  ['0x_fF', 255],
  ['-0x10', -16],
  ['0x', '0x'],
  ['0b11', 3],
  ['-0b11', -3],
  ['0b-11', -3],
  ['0b2', '0b2'],
  ['1_000', 1000],
  ['1__0_', 10],
  ['_1', '_1'],
  ['+_1', 1],
  ['1.', 1],
  ['.5', 0.5],
  ['+.5', 0.5],
  ['.5_0', 0.5],
  ['._5', '._5'],
  ['.', '.'],
  ['1e3', 1000],
  ['1E-2', 0.01],
  ['6_8.5_0e+01', 685],
  ['1e400', '1e400'],
  ['1e-400', 0],
  ['.inf', NOT_FINITE],
  ['-.Inf', NOT_FINITE],
  ['+.INF', NOT_FINITE],
  ['.NaN', NOT_FINITE],
  ['.iNF', '.iNF'],
  ['inf', 'inf'],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
  ['12:30:45', '12:30:45'],
  ['2024-01-02', '2024-01-02'],
  ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05Z'],
  ['10.0.0.1', '10.0.0.1'],
  ['1,000', '1,000'],
  ['-', '-'],
  ['+', '+'],
  ['name', 'name'],
  ['note', 'note'],
  ['9007199254740992', 9007199254740992],
  ['-9007199254740992', -9007199254740992],
  ['9007199254740993', TOO_LARGE],
  ['-9007199254740993', TOO_LARGE],
  ['0x20000000000001', TOO_LARGE],
  ['99999999999999999999', TOO_LARGE],
  ['1e20', 1e20],
]

describe('a plain scalar', () => {
  it.each(MEANINGS)('%j means what decK takes it for', (text, value) => {
    expect(resolveScalar(text)).toBe(value)
  })
})

describe('a JSON number', () => {
  it.each([
    ['1', 1],
    ['-0', 0],
    ['1.5e3', 1500],
    ['9007199254740992', 9007199254740992],
    ['9007199254740993', TOO_LARGE],
    ['1e400', NOT_FINITE],
  ])('%s', (text, value) => {
    expect(resolveJsonNumber(text)).toBe(value)
  })
})

describe('what YAML versions disagree on', () => {
  it.each(['yes', 'off', 'y', 'N', '010', '0o10', '1_000', '0b1', '12:30:45', '2024-01-02', '08', '1e3'])(
    '%s',
    (text) => {
      expect(otherMeanings(text, resolveScalar(text))).not.toEqual([])
    },
  )

  it.each([
    'true',
    'null',
    '~',
    '',
    '12',
    '-1',
    '0',
    '0.5',
    '.5',
    'name',
    'yellow',
    'note',
    '10.0.0.1',
    'v1',
    '-x',
    '0x1F',
  ])('%s is not among it', (text) => {
    expect(otherMeanings(text, resolveScalar(text))).toEqual([])
  })

  it('is warned of with the way out', async () => {
    expect(await read('a: yes\nb: [1, 010]\nc: 12:30:45\nd: "yes"\n')).toEqual({
      value: { a: true, b: [1, 8], c: '12:30:45', d: 'yes' },
      lines: [
        '<stdin>:1:4 warning ambiguous-scalar: yes is read as true, as decK does; other YAML readers take it for ' +
          'the text "yes" (write true, or "yes" in quotes for the text)',
        '<stdin>:2:8 warning ambiguous-scalar: 010 is read as 8, as decK does; other YAML readers take it for 10 ' +
          '(write 8, or "010" in quotes for the text)',
        '<stdin>:3:4 warning ambiguous-scalar: 12:30:45 is read as the text "12:30:45", as decK does; other YAML ' +
          'readers take it for 45045 ("12:30:45" in quotes for the text)',
      ],
    })
  })

  it('is warned of in keys', async () => {
    expect(await read('on: 1\n1_0: 2\n')).toEqual({
      value: { true: 1, 10: 2 },
      lines: [
        '<stdin>:1:1 warning ambiguous-scalar: the key on is read as "true", as decK does (put it in quotes: "on" or "true")',
        '<stdin>:2:1 warning ambiguous-scalar: the key 1_0 is read as "10", as decK does (put it in quotes: "1_0" or "10")',
      ],
    })
  })
})

describe('a number that cannot be held', () => {
  it('is an error with its place', async () => {
    expect(await read('a: 9007199254740993\nb: .inf\n')).toEqual({
      value: undefined,
      lines: [
        '<stdin>:1:4 error number-too-large: this number is beyond 2^53: the gateway cannot hold it exactly (quote it if it is meant as text)',
        '<stdin>:2:4 error number-not-finite: this number has no value in JSON (quote it if it is meant as text)',
      ],
    })
  })

  it('may be text in quotes', async () => {
    expect(await readWell('a: "9007199254740993"\n')).toEqual({ a: '9007199254740993' })
  })
})

describe('a tag', () => {
  it('decides what its value is', async () => {
    const text = 'a: !!str 12\nb: !!int "12"\nc: !!float 3\nd: !!bool "yes"\ne: !!binary aGk=\nf: ! 5\ng: !!str\n'
    expect(await readWell(text)).toEqual({ a: '12', b: 12, c: 3, d: true, e: 'hi', f: '5', g: '' })
  })

  it('that its value does not fit is an error', async () => {
    expect((await read('a: !!int x\n')).lines).toEqual([
      '<stdin>:1:4 error tag-mismatch: the value is not what its tag !!int says (leave the tag out)',
    ])
  })

  it('that is not known is passed over with a warning', async () => {
    expect(await read('a: !vault x\nb: !m {c: 1}\n%')).toBeDefined()
    expect(await read('a: !vault x\n')).toEqual({
      value: { a: 'x' },
      lines: [
        '<stdin>:1:4 warning unknown-tag: this tag is not known and is passed over: the value is taken as it stands (leave the tag out)',
      ],
    })
  })
})
