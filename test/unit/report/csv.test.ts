import { describe, expect, it } from 'vitest'
import { csv } from '../../../src/report/inconsistencies/csv.ts'

const table = (...rows: string[][]) => ({ title: 'T', columns: ['A', 'B'], rows })

describe('csv', () => {
  it('quotes what has commas, quotes or ends of lines, and ends lines with CR LF (RFC 4180)', () => {
    expect(csv([table(['a,b', 'say "x"'], ['1\n2', ''])])).toBe('A,B\r\n"a,b","say ""x"""\r\n"1\n2",\r\n')
  })

  it.each(['=1+1', '+1', '-1', '@sum', '\t=1', ' =1', '\r=1'])('makes no formula of %j', (text) => {
    expect(csv([table([text, 'x'])])).toMatch(/^A,B\r\n"?'/)
  })

  it('names the table of each row where there are several, under the columns of all', () => {
    const other = { title: 'U', columns: ['B', 'C'], rows: [['2', '3']] }
    expect(csv([table(['0', '1']), other])).toBe('Table,A,B,C\r\nT,0,1,\r\nU,,2,3\r\n')
  })
})
