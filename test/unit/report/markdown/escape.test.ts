import { describe, expect, it } from 'vitest'
import { asWord, codeSpan, fenced, inCode, wholeStart } from '../../../../src/report/markdown/escape.ts'

describe('what is not ours, in Markdown', () => {
  it('is in code, with an entity for each character that means something anywhere', () => {
    expect(inCode('a|b `c` <d>')).toBe('<code>a&#124;b &#96;c&#96; &#60;d&#62;</code>')
    expect(inCode('naïve-日本 1/2')).toBe('<code>naïve-日本 1/2</code>')
    expect(inCode('two\nlines\u202e')).toBe('<code>two&#92;nlines&#92;u202e</code>')
  })

  // cmark-gfm, with which GitHub reads Markdown, makes links of addresses inside <code> too, after it has read entities.
  it('is no address of mail', () => {
    expect(inCode('me@example')).toBe('<code>me&#64;<!-- -->example</code>')
  })

  it('is cut when it is long, between characters', () => {
    expect(inCode('x'.repeat(61))).toBe(`<code>${'x'.repeat(60)}&#8230;</code>`)
    expect(wholeStart('ab😀', 3)).toBe('ab')
    expect(wholeStart('ab😀', 4)).toBe('ab😀')
  })

  it('is no word of ours', () => {
    expect([asWord('ca_certificate'), asWord('key-auth'), asWord('_x_')]).toEqual([
      'ca_certificate',
      'key-auth',
      '<code>&#95;x&#95;</code>',
    ])
  })

  it('stands between more backticks than it has', () => {
    expect(codeSpan('a')).toBe('`a`')
    expect(codeSpan('a``b')).toBe('```a``b```')
    expect(codeSpan('`a`')).toBe('`` `a` ``')
    expect(fenced(['a', '````'], 'diff')).toEqual(['`````diff', 'a', '````', '`````'])
    expect(fenced(['a'], 'text')).toEqual(['```text', 'a', '```'])
  })
})
