import { describe, expect, it } from 'vitest'
import type { Section } from '../../../src/model/provider.ts'
import { Secret } from '../../../src/model/secret.ts'
import type { WriteRecord } from '../../../src/model/sink.ts'
import type { Fields } from '../../../src/model/value.ts'
import { reportJson } from '../../../src/report/report-json.ts'
import { jsonPieces, toJson } from '../../../src/state/json-writer.ts'
import { textOf } from '../../../src/state/sections.ts'
import { toYaml, yamlPieces } from '../../../src/state/yaml-writer.ts'
import { readWell } from './read-text.ts'

const list: Fields[] = Array.from({ length: 60_000 }, (_, index) => ({ name: `n-${index}`, inner: { of: [`\${{`] } }))
const whole: Fields = { version: '3.0', info: { tags: ['a'] }, list, none: [], other: [{ a: 'x\ny' }] }

/** Writes fields one after the other, and lists of records as such. */
const writing =
  (fields: Fields): WriteRecord =>
  (sink) => {
    for (const [name, value = null] of Object.entries(fields)) sink.field(name, value)
  }

/** The same as a dump gives it. */
const sections: Section[] = [
  { name: 'version', value: '3.0' },
  { name: 'info', value: { tags: ['a'] } },
  { name: 'list', entries: list.map(writing) },
  { name: 'none', entries: [] },
  { name: 'other', entries: [writing({ a: 'x\ny' })] },
]

const value: Fields = {
  _format_version: '3.0',
  services: [
    {
      name: 'a',
      port: 8000,
      enabled: true,
      path: null,
      url: 'http://x:80/y',
      left: undefined,
      tags: ['x', 'yes', '010'],
      routes: [{ paths: ['~/a/(?<id>\\d+)$', '/b'], headers: { 'x-a': ['1'] } }],
      none: [],
      empty: {},
    },
    [['deep'], 'x'],
    { only: undefined },
  ],
  cert: '-----BEGIN X-----\nabc\n\ndef==\n-----END X-----\n',
  strip: 'one\n\ttwo',
  keep: 'one\n\n',
  first: ' one\ntwo',
  secret: new Secret('p w', 'DECK_P'),
  number: new Secret(12),
}

describe('the YAML of a dump', () => {
  it('is laid out as people and decK write it', () => {
    expect(toYaml(value)).toBe(`_format_version: "3.0"
services:
- name: a
  port: 8000
  enabled: true
  path: null
  url: http://x:80/y
  tags:
  - x
  - "yes"
  - "010"
  routes:
  - paths:
    - ~/a/(?<id>\\d+)$
    - /b
    headers:
      x-a:
      - "1"
  none: []
  empty: {}
- - - deep
  - x
- {}
cert: |
  -----BEGIN X-----
  abc

  def==
  -----END X-----
strip: |-
  one
  \ttwo
keep: |+
  one

first: " one\\ntwo"
secret: p w
number: 12
`)
  })

  it.each([
    ['', '""'],
    ['a b', 'a b'],
    ['a: b', '"a: b"'],
    ['a:b', 'a:b'],
    ['a:', '"a:"'],
    ['a #b', '"a #b"'],
    ['a#b', 'a#b'],
    [' a', '" a"'],
    ['- a', '"- a"'],
    ['-a', '-a'],
    ['---', '"---"'],
    ['*a', '"*a"'],
    ['{"a": 1}', '\'{"a": 1}\''],
    ['it\'s "x" #', "'it''s \"x\" #'"],
    ['tab\there', '"tab\\there"'],
    ['nbsp\u00a0bom\ufeff\u2028', '"nbsp\\u00a0bom\\ufeff\\u2028"'],
    ['é 😀', 'é 😀'],
    ['ad\u202enimd\u200b', '"ad\\u202enimd\\u200b"'],
    ['\u2066x\n\u200fy', '"\\u2066x\\n\\u200fy"'],
    ['می\u200cخ 👩\u200d💻', 'می\u200cخ 👩\u200d💻'],
    ['true', '"true"'],
    ['tRuE', '"tRuE"'],
    ['N', '"N"'],
    ['~', '"~"'],
    ['~/x', '~/x'],
    ['null', '"null"'],
    ['nullable', 'nullable'],
    ['<<', '"<<"'],
    ['=', '"="'],
    ['1.5', '"1.5"'],
    ['1_0', '"1_0"'],
    ['0x1f', '"0x1f"'],
    ['1e3', '"1e3"'],
    ['e3', '"e3"'],
    ['.inf', '".inf"'],
    ['12:30', '"12:30"'],
    ['2024-01-02', '"2024-01-02"'],
    ['2024-01-02x', '2024-01-02x'],
    ['10.0.0.1', '10.0.0.1'],
    ['3f2504e0-4f89', '3f2504e0-4f89'],
    ['a\rb', '"a\\rb"'],
    [`x \${{ env "DECK_X" }}`, '"x \\u0024{{ env \\"DECK_X\\" }}"'],
  ])('quotes %j only where some reader needs it', (text, expected) => {
    expect(toYaml({ a: text })).toBe(`a: ${expected}\n`)
  })

  it.each([
    [0, '0'],
    [-0, '0'],
    [-5, '-5'],
    [0.1, '0.1'],
    [1e21, '1.0e+21'],
    [1e-7, '1.0e-7'],
    [2 ** 53 - 1, '9007199254740991'],
    [2 ** 60, '1.152921504606847e+18'],
    [1.5e300, '1.5e+300'],
  ])('writes %d so that all readers agree', (number, expected) => {
    expect(toYaml({ a: number })).toBe(`a: ${expected}\n`)
  })

  it('writes long keys in the long form', () => {
    const key = 'k'.repeat(1001)
    expect(toYaml({ [key]: [1], b: { [key]: { c: 1 } } })).toBe(`? ${key}\n:\n- 1\nb:\n  ? ${key}\n  :\n    c: 1\n`)
  })

  it('refuses what has no text', () => {
    expect(() => toYaml({ a: Number.NaN })).toThrow(TypeError)
    expect(() => toYaml({ a: new Secret(undefined, 'DECK_X') })).toThrow('DECK_X')
  })

  it('is the same in pieces', () => {
    expect([...yamlPieces(sections)].length).toBeGreaterThan(3)
    expect(textOf(yamlPieces(sections))).toBe(toYaml(whole))
    expect(toYaml({})).toBe('{}\n')
    expect(toYaml({ a: undefined })).toBe('{}\n')
  })
})

describe('what nobody would see', () => {
  const unseen =
    '\u007f\u0080\u0085\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202c\u202e\u2060\u2066\u2069\ufeff'
  const marked: Fields = Object.fromEntries(
    [...unseen].flatMap((each) => [`x${each}`, each].map((key) => [key, `a${each}b\nc`])),
  )

  it('stands in a dump as escapes, and is read back', async () => {
    for (const text of [toYaml(marked), toJson(marked)]) {
      expect(text).toMatch(/^[\n -~]*$/)
      expect(await readWell(text)).toEqual(marked)
    }
  })

  it('stands in a JSON report as escapes', () => {
    const parts = { status: unseen, exitCode: 0, diagnostics: [] }
    expect(reportJson(parts)).toMatch(/^[\n -~]*$/)
    expect(JSON.parse(reportJson(parts))).toMatchObject({ status: unseen })
  })

  it('is all that is written otherwise: every other character is read back too', async () => {
    const texts = Array.from({ length: 0xd800 / 64 }, (_, row) =>
      String.fromCharCode(...Array.from({ length: 64 }, (__, at) => row * 64 + at)),
    ).map((text) => `a${text.replace('\0', '')}b`)
    expect(await readWell(toYaml({ texts }))).toEqual({ texts })
    expect(await readWell(toJson({ texts }))).toEqual({ texts })
  })
})

describe('the JSON of a dump', () => {
  it('is the same in pieces', () => {
    expect([...jsonPieces(sections)].length).toBeGreaterThan(3)
    expect(textOf(jsonPieces(sections))).toBe(toJson(whole))
    expect(textOf(jsonPieces([]))).toBe(toJson({}))
  })

  it('has the same order, secrets in clear, and no placeholders', () => {
    const text = toJson({ b: 1, a: [new Secret('s')], c: `\${{ x`, none: undefined })
    expect(text).toBe('{\n  "b": 1,\n  "a": [\n    "s"\n  ],\n  "c": "\\u0024{{ x"\n}\n')
  })
})
