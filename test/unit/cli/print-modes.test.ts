import { describe, expect, it } from 'vitest'
import { printModes } from '../../../src/cli/arguments/print-modes.ts'
import { optionSets } from '../../../src/config/options.ts'
import { resolve } from '../../../src/config/settings.ts'

const reports = (flags: Record<string, unknown>, env: Record<string, string> = {}) =>
  printModes(resolve(optionSets.review, { flags, env })).reports

describe('printModes', () => {
  it.each([
    [{}, []],
    [{ output: 'text' }, []],
    [{ output: 'json' }, [{ form: 'json' }]],
    [{ 'json-output': true }, [{ form: 'json' }]],
    [{ 'out-file': ['-'], output: 'html' }, [{ form: 'html' }]],
    [{ 'out-file': ['-'], output: 'text' }, []],
    [{ 'out-file': ['a.md'] }, [{ form: 'markdown', file: 'a.md' }]],
    [{ 'out-file': ['a.txt'], output: 'html' }, [{ form: 'html', file: 'a.txt' }]],
    [
      { 'out-file': ['a.md', 'b.HTML', 'c.json', 'd.annotations', 'a.md'] },
      [
        { form: 'markdown', file: 'a.md' },
        { form: 'html', file: 'b.HTML' },
        { form: 'json', file: 'c.json' },
        { form: 'annotations', file: 'd.annotations' },
      ],
    ],
  ])('%j gives %j', (flags, expected) => {
    expect(reports(flags)).toEqual(expected)
  })

  it('takes the form of one file from a variable too', () => {
    expect(reports({ 'out-file': ['a.md'] }, { KEELSON_OUTPUT: 'json' })).toEqual([{ form: 'json', file: 'a.md' }])
  })

  it.each([
    [{ 'out-file': ['a.txt'] }, '--out-file is for a report in JSON, Markdown or HTML'],
    [{ 'out-file': ['a.md', 'b.txt'] }, '--out-file is for a report in JSON, Markdown or HTML'],
    [{ 'out-file': ['a.md'], output: 'text' }, '--out-file is for a report in JSON, Markdown or HTML'],
    [{ 'out-file': ['-'] }, '--out-file is for a report in JSON, Markdown or HTML'],
    [{ 'out-file': ['-', 'a.md'] }, '--out-file - is stdout, and goes with no other --out-file'],
    [{ 'out-file': ['a.md', 'b.html'], output: 'json' }, 'with several --out-file each one’s ending says its form'],
  ])('%j is refused', (flags, message) => {
    expect(() => reports(flags)).toThrow(message)
  })
})
