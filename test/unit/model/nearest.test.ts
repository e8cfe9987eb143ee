import { describe, expect, it } from 'vitest'
import { nearest } from '../../../src/model/nearest.ts'

describe('nearest', () => {
  it.each([
    ['snyc', 'sync'],
    ['dmp', 'dump'],
    ['select_tag', 'select-tag'],
    ['SYNC', 'sync'],
    ['xyzzy', undefined],
    ['', undefined],
  ])('%s is %s', (word, expected) => {
    expect(nearest(word, ['sync', 'dump', 'diff', 'select-tag'])).toBe(expected)
  })
})
