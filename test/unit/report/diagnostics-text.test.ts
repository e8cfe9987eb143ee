import { describe, expect, it } from 'vitest'
import { type Diagnostic, problem, warning } from '../../../src/model/diagnostic.ts'
import { diagnosticsText, located } from '../../../src/report/diagnostics-text.ts'

const at = (line: number, column: number, file = 'a.yaml') => ({ file, line, column })
const text = (all: Diagnostic[]) =>
  diagnosticsText(
    located(all, ({ file }) => at(7, 3, file)),
    0,
  )

describe('the text of diagnostics', () => {
  it('is sorted by place, counted, with hints below', () => {
    const all = [
      problem('x', 'second', { at: at(10, 1) }),
      warning('y', 'odd', { at: at(2, 9) }),
      problem('x', 'first', { at: at(2, 9), hint: 'try this' }),
      problem('z', 'elsewhere', { at: at(1, 1, 'b.yaml') }),
      problem('z', 'nowhere'),
    ]
    expect(text(all)).toBe(`error  nowhere
a.yaml:2:9  error  first
    hint: try this
a.yaml:2:9  warning  odd
a.yaml:10:1  error  second
b.yaml:1:1  error  elsewhere
4 errors, 1 warning
`)
  })

  it('says a hint that several in a row have once, below the last of them', () => {
    const hinted = (message: string, hint?: string) => problem('x', message, hint === undefined ? {} : { hint })
    expect(
      text([hinted('a', 'this'), hinted('b', 'this'), hinted('c', 'that'), hinted('d'), hinted('e', 'that')]),
    ).toBe(`error  a
error  b
    hint: this
error  c
    hint: that
error  d
error  e
    hint: that
5 errors
`)
  })

  it('resolves places and tells the path inside the file', () => {
    const place = { file: 'a.yaml', path: ['services', 2, 'port'] }
    expect(text([problem('x', 'too big', { place })])).toBe('a.yaml:7:3  error  services[2].port  too big\n1 error\n')
    const unresolved = diagnosticsText(located([problem('x', 'too big', { place })]), 0)
    expect(unresolved).toBe('a.yaml  error  services[2].port  too big\n1 error\n')
  })

  it('escapes controls, in file names too', () => {
    const out = text([problem('x', 'm\u001b[2J', { at: at(1, 1, 'a\u0007\n.yaml'), hint: 'h\r' })])
    expect(out).toContain('a\\u0007\\n.yaml:1:1  error  m\\u001b[2J\n    hint: h\\r\n')
  })

  it('is empty when there is nothing to say', () => {
    expect(text([])).toBe('')
  })
})
