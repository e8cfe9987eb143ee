import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differingPart } from '../../../page/differing-part.ts'

describe('differingPart', () => {
  it('finds what lies between the parts that are the same', () => {
    expect(differingPart('"http://a.example/v1"', '"http://bc.example/v1"')).toEqual([
      ['"http://', 'a', '.example/v1"'],
      ['"http://', 'bc', '.example/v1"'],
    ])
    expect(differingPart('aa', 'aaa')).toEqual([
      ['aa', '', ''],
      ['aa', 'a', ''],
    ])
  })

  it('takes texts with little in common as different all through', () => {
    expect(differingPart('"left"', '"right"')).toEqual([
      ['', '"left"', ''],
      ['', '"right"', ''],
    ])
  })

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const [a, b] = differingPart(one, other)
        expect([a.join(''), b.join('')]).toEqual([one, other])
      }),
    )
  })
})
