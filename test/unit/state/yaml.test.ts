import { describe, expect, it } from 'vitest'
import { load, opened, read, readWell } from './read-text.ts'

async function complaint(text: string | Buffer): Promise<string[]> {
  return (await read(text)).lines
}

describe('YAML as decK reads it', () => {
  it('reads what state files are made of', async () => {
    const text = [
      '# first',
      '_format_version: "3.0"',
      'services:',
      '- name: a   # a comment',
      "  tags: [x, \"y\", 'z''s']",
      '  path: /a#b',
      '- name: "tab\\there \\u263a"',
      '  lua: |',
      '    if x then',
      '      y()',
      '    end',
      '  text: >-',
      '    one',
      '    two',
      '',
      '    three',
      '  plain: one',
      '    two',
      '  none:',
    ].join('\n')
    expect(await readWell(text)).toEqual({
      _format_version: '3.0',
      services: [
        { name: 'a', tags: ['x', 'y', "z's"], path: '/a#b' },
        {
          name: 'tab\there ☺',
          lua: 'if x then\n  y()\nend\n',
          text: 'one two\nthree',
          plain: 'one two',
          none: null,
        },
      ],
    })
  })

  it('takes line ends of Windows and a byte-order mark', async () => {
    expect(await readWell('\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\nc: "p\r\n  q"\r\n')).toEqual({
      a: 1,
      b: 'x\ny\n',
      c: 'p q',
    })
  })

  it('does not mind little indentation and tabs inside brackets and quotes', async () => {
    const text = [
      's:',
      '- tags: [',
      '    a, # one',
      '',
      '    "b # c"',
      '  ]',
      '  more: {',
      '  "k": [1,',
      "2], l: 'it''s",
      "m'",
      '  }',
      '- text: "one',
      'two\\',
      'three"',
      'x: [\t1 ]',
      'lua: |',
      '  local t = [',
      '  y: {',
      'z: [',
      ']',
    ].join('\n')
    expect(await readWell(text)).toEqual({
      s: [{ tags: ['a', 'b # c'], more: { k: [1, 2], l: "it's m" } }, { text: 'one twothree' }],
      x: [1],
      lua: 'local t = [\ny: {\n',
      z: [],
    })
  })

  it('merges in the order of the text and warns where readers differ', async () => {
    const text = 'd: &d {a: 1, b: 2}\ne: &e {a: 3}\ns:\n- {<<: *d, b: 9}\n- {<<: [*e, *d], c: 1}\n- a: 8\n  <<: *d\n'
    const { value, lines } = await read(text)
    expect(value).toMatchObject({
      s: [
        { a: 1, b: 9 },
        { a: 3, b: 2, c: 1 },
        { a: 1, b: 2 },
      ],
    })
    expect(lines).toEqual([
      '<stdin>:7:3 warning merge-order: << replaces "a", which is given above it; decK does so too, other YAML readers do not (put << first in its mapping)',
    ])
  })

  it('copies what aliases stand for', async () => {
    const { documents } = await load('a: &x {l: [1]}\nb: *x\n')
    const { a, b } = documents[0]?.value ?? {}
    expect(b).toEqual({ l: [1] })
    expect(b).not.toBe(a)
  })

  it('keeps a key that JavaScript has plans for', async () => {
    const { documents } = await load('a: {__proto__: 1, constructor: 2}\n')
    expect(JSON.stringify(documents[0]?.value.a)).toBe('{"__proto__":1,"constructor":2}')
  })

  it('writes keys that are numbers as Go does', async () => {
    expect((await read('200: a\n1.5: b\n1e6: c\n0x10: d\n0.00001: e\n')).value).toEqual({
      200: 'a',
      1.5: 'b',
      '1e+06': 'c',
      16: 'd',
      '1e-05': 'e',
    })
  })

  it('merges six keys into each of 2,000 entities', async () => {
    const text = `d: &d {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6}\nl:\n${'- {<<: *d, z: 1}\n'.repeat(2000)}`
    const { documents, diagnostics } = await load(text)
    expect(diagnostics).toEqual([])
    expect(documents[0]?.value.l).toHaveLength(2000)
  })
})

describe('several documents in a file', () => {
  it('are all given, numbered', async () => {
    const { documents, diagnostics } = await load('---\na: 1\n---\nb: 2\n---\n# nothing\n')
    expect(diagnostics).toEqual([])
    expect(documents.map(({ index, value }) => [index, opened(value)])).toEqual([
      [0, { a: 1 }],
      [1, { b: 2 }],
    ])
  })
})

describe('what is wrong with YAML', () => {
  it.each([
    [
      'a: 1\nb: 2\na: 3\n',
      '3:1 error duplicate-key: "a" is given twice here; the first time at 1:1 (keep one of the two)',
    ],
    [
      's:\n- x: {k: 1, "k": 2}\n',
      '2:13 error duplicate-key: "k" is given twice here; the first time at 2:7 (keep one of the two)',
    ],
    ['a: &x [*x]\n', '1:8 error cyclic-anchor: the anchor "x" holds itself (write the value out once)'],
    ['a: *x\n', '1:4 error unknown-anchor: there is no anchor "x" above (write &x first)'],
    ['a: {<<: 5}\n', '1:5 error invalid-merge: << needs a mapping, or a list of mappings (write <<: *name)'],
    [
      '? [a]\n: 1\n',
      '1:3 error invalid-key: a key must be a text (write key: value, and put a key with special characters in quotes)',
    ],
    [
      '~: 1\n',
      '1:1 error invalid-key: a key must be a text (write key: value, and put a key with special characters in quotes)',
    ],
    [
      '- a\n',
      '1:1 error not-a-mapping: a state file is a mapping, and this is a list (begin with _format_version: "3.0", then services: and so on)',
    ],
    [
      'just text\n',
      '1:1 error not-a-mapping: a state file is a mapping, and this is a single value (begin with _format_version: "3.0", then services: and so on)',
    ],
    [
      '[1]',
      '1:1 error not-a-mapping: a state file is a mapping, and this is a list (begin with _format_version: "3.0", then services: and so on)',
    ],
    ['', '1:1 error empty-file: the file is empty (a state file holds at least _format_version: "3.0")'],
    [' \n\n', '1:1 error empty-file: the file is empty (a state file holds at least _format_version: "3.0")'],
    [
      '# c\n---\n',
      '1:1 error empty-file: the file holds nothing but comments and markers (a state file holds at least _format_version: "3.0")',
    ],
    ['a:\n\t- b\n', '2:1 error yaml-syntax: a tab in the indentation (indent with spaces)'],
    ['a:\n  b: 1\n\tc: 2\n', '3:1 error yaml-syntax: a tab in the indentation (indent with spaces)'],
    ['a: @x\n', '1:4 error yaml-syntax: a text cannot begin with @ (put it in quotes)'],
    ['a: b: c\n', '1:5 error yaml-syntax: more text after the value (put a value that holds ": " in quotes)'],
    ['a: - b\n', '1:4 error yaml-syntax: a list cannot begin here (begin it on a line of its own, or quote the text)'],
    [
      'a: [1, 2\nb: 3\n',
      '2:1 error yaml-syntax: a quote, [ or { above is not closed, or this line is indented too little (look for the opening quote above; a quote inside a quoted text is written twice or escaped)',
    ],
    ['a: [1, 2', '1:9 error yaml-syntax: a [ or { is not closed (close it with ] or })'],
    [
      'a: "x',
      '1:6 error yaml-syntax: a double quote is not closed (look for the opening quote above; a quote inside a quoted text is written twice or escaped)',
    ],
    [
      'a: "\\q"\n',
      '1:6 error yaml-syntax: a backslash escape that YAML does not know (use single quotes, or write \\\\ for a backslash)',
    ],
    [
      'a:\n  b: 1\n c: 2\n',
      '3:2 error yaml-syntax: the indentation fits nothing above it (indent the entries of one mapping or list by the same number of spaces; quote a value that holds ": ")',
    ],
    [
      'a:b\nc: 1\n',
      '2:2 error yaml-syntax: text that belongs to nothing above it (indent the entries of one mapping or list by the same number of spaces)',
    ],
    ['a: \u0007\n', '1:4 error yaml-syntax: a control character (write it as an escape in double quotes)'],
    [`a: ${'['.repeat(250)}`, '1:203 error yaml-syntax: nested too deeply (no state file needs this many levels)'],
  ])('%j', async (text, expected) => {
    expect(await complaint(text)).toEqual([`<stdin>:${expected}`])
  })

  it('is all told at once where the text can be read', async () => {
    expect(await complaint('a: 1\na: 2\nb: *x\nc: .nan\n')).toHaveLength(3)
  })

  it('is told of aliases that together make too much', async () => {
    const bomb = Array.from(
      { length: 12 },
      (_, level) => `a${level}: &a${level} [${Array(10).fill(level ? `*a${level - 1}` : 'x')}]`,
    )
    expect(await complaint(bomb.join('\n'))).toEqual([
      '<stdin>:7:10 error too-many-aliases: aliases make more than 2000000 values of this file (write the values out, or split the file)',
    ])
  })
})

describe('bytes that are not UTF-8', () => {
  it.each([
    [
      Buffer.from('-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n'),
      '1:1 error sealed: the file is sealed (age --decrypt --identity KEY_FILE opens it)',
    ],
    [
      Buffer.from('age-encryption.org/v1\n-> X25519 \0'),
      '1:1 error sealed: the file is sealed (age --decrypt --identity KEY_FILE opens it)',
    ],
    [Buffer.from('fffe61003a00', 'hex'), '1:1 error encoding: the file is in UTF-16, not UTF-8 (save it as UTF-8)'],
    [Buffer.from('feff0061003a', 'hex'), '1:1 error encoding: the file is in UTF-16, not UTF-8 (save it as UTF-8)'],
    [Buffer.from('0000feff00000061', 'hex'), '1:1 error encoding: the file is in UTF-32, not UTF-8 (save it as UTF-8)'],
    [Buffer.from('a: b\nc: \xe9', 'latin1'), '2:4 error encoding: byte 8 of the file is not UTF-8 (save it as UTF-8)'],
    [Buffer.from('c3a9c0af', 'hex'), '1:2 error encoding: byte 2 of the file is not UTF-8 (save it as UTF-8)'],
    [Buffer.from('61e282', 'hex'), '1:2 error encoding: byte 1 of the file is not UTF-8 (save it as UTF-8)'],
    [
      Buffer.from('a: 1\n\0'),
      '2:1 error encoding: a NUL byte at byte 5: this is a binary file or not UTF-8 (give a text file in UTF-8)',
    ],
  ])('%j', async (bytes, expected) => {
    expect(await complaint(bytes)).toEqual([`<stdin>:${expected}`])
  })
})
