import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadFiles } from '../../../src/state/load.ts'
import { line, load, read, readWell } from './read-text.ts'

describe('JSON', () => {
  it('is read as JSON.parse does', async () => {
    const text = '{ "a" : [1, -2.5e3, true, null, {}], "b\\u00e9\\n": "x\\"\\\\/\\/\\ud83d\\ude00", "yes": "010" }\r\n'
    expect(await readWell(text)).toEqual(JSON.parse(text))
  })

  it('keeps a key that JavaScript has plans for', async () => {
    const { documents } = await load('{"a": {"__proto__": 1}}')
    expect(JSON.stringify(documents[0]?.value)).toBe('{"a":{"__proto__":1}}')
  })

  it('may be what only YAML allows: comments, trailing commas, unquoted words', async () => {
    expect(await readWell('{"a": [1,], # c\n b: "x"\n}')).toEqual({ a: [1], b: 'x' })
  })

  it.each([
    [
      '{"a": 1,\n "b": {"c": 1, "\\u0063": 2}}',
      '2:16 error duplicate-key: "c" is given twice here; the first time at 2:8 (keep one of the two)',
    ],
    [
      '{"a": 9007199254740993}',
      '1:7 error number-too-large: this number is beyond 2^53: the gateway cannot hold it exactly (quote it if it is meant as text)',
    ],
    ['{"a": 1e999}', '1:7 error number-not-finite: this number has no value in JSON (quote it if it is meant as text)'],
    ['{"a": 1', '1:8 error json-syntax: a comma or } is missing (put , between the entries and } at the end)'],
    ['{"a": [1, 2', '1:12 error json-syntax: a comma or ] is missing (put , between the entries and ] at the end)'],
    ['{"a": ', '1:7 error json-syntax: the text ends before its last bracket (is the file complete?)'],
    ['{"a": 1} x', '1:10 error json-syntax: text after the end of the JSON value (leave it out)'],
    [
      '{"a": 1\n"b": 2}',
      '2:4 error yaml-syntax: a comma is missing in a [ ] list or a { } mapping (put , between the entries)',
    ],
    ['{ // c\n"a": 1}', '1:3 error json-syntax: JSON has no comments (leave it out; one of YAML begins with #)'],
    [
      '{"a": 1, /* c */ "b": 2}',
      '1:10 error json-syntax: JSON has no comments (leave it out; one of YAML begins with #)',
    ],
    ['{"a": 1 // c\n}', '1:9 error json-syntax: JSON has no comments (leave it out; one of YAML begins with #)'],
    ['{"a": 1}\n// c', '2:1 error json-syntax: JSON has no comments (leave it out; one of YAML begins with #)'],
    ['{"a": "\\q"}', '1:8 error json-syntax: an escape that JSON does not know (write \\\\ for a backslash)'],
    [`{"a": ${'['.repeat(250)}`, '1:206 error json-syntax: nested too deeply (no state file needs this many levels)'],
  ])('%j is an error with its place', async (text, expected) => {
    expect((await read(text)).lines).toEqual([`<stdin>:${expected}`])
  })

  it('by its name has no comments, and by its looks may be YAML', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'keelson-')), 'kong.json')
    writeFileSync(file, '//c\n{"a": 1}')
    const { diagnostics } = await loadFiles([file], { env: {}, missing: 'error', stdin: async () => Buffer.alloc(0) })
    expect(diagnostics.map(line)).toEqual([expect.stringContaining('kong.json:1:1 error json-syntax: JSON has no')])
    expect(await readWell('{"a": //c, "b": /*}')).toEqual({ a: '//c', b: '/*' })
  })

  it('tells all that is wrong with values at once', async () => {
    expect((await read('{"a": 1, "a": 9007199254740993, "b": 1e999}')).lines).toHaveLength(3)
  })
})
