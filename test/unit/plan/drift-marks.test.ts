import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import type { Type } from '../../../src/model/type.ts'
import type { Value } from '../../../src/model/value.ts'
import { hashValue } from '../../../src/plan/drift/hash-value.ts'

const SET: Type = { type: 'set', of: { type: 'string' } }
const pen = () => ({ seed: 7, clear: false, hides: false })
const hash = (value: Value, type?: Type) => hashValue(value, undefined, type, pen())

describe('the hash of a value', () => {
  it('is the same for what means the same to a controller', () => {
    expect(hash(['b', 'a'], SET)).toBe(hash(['a', 'b'], SET))
    expect(hash({ a: 1, b: null })).toBe(hash({ a: 1 }))
    expect(hash({ a: 1, b: 2 })).toBe(hash({ b: 2, a: 1 }))
    expect([hash(null), hash([]), hash({ a: null })]).toEqual([0, 0, 0])
  })

  it('differs for what does not', () => {
    const values: Value[] = [
      '',
      '0',
      0,
      1,
      1.5,
      false,
      true,
      'a',
      'aa',
      ['a'],
      ['a', 'b'],
      ['b', 'a'],
      { a: 'b' },
      { b: 'a' },
      { a: { b: 'c' } },
      'true',
      '1',
      [['a']],
      { a: ['a'] },
    ]
    expect(new Set(values.map((value) => hash(value))).size).toBe(values.length)
    expect(values.map((value) => hash(value))).not.toContain(0)
  })

  it('tells of a secret only that there is one, unless it is asked for', () => {
    const one = pen()
    expect(hashValue(new Secret('x'), undefined, undefined, one)).toBe(hash(new Secret('y')))
    expect(one.hides).toBe(true)
    const clear = (value: Value) => hashValue(value, undefined, undefined, { ...pen(), clear: true })
    expect(clear(new Secret('x'))).not.toBe(clear(new Secret('y')))
    const key = (end: string) => `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(60)}${end}\n-----END PRIVATE KEY-----\n`
    expect(hash(key('B'))).toBe(hash(key('C')))
    expect(clear(key('B'))).not.toBe(clear(key('C')))
    expect(hashValue('in clear here', new Secret('and secret there'), undefined, pen())).toBe(hash(new Secret('x')))
  })
})
