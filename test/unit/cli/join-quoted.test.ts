import { describe, expect, it } from 'vitest'
import { joinQuoted } from '../../../src/cli/arguments/join-quoted.ts'

describe('typographic quotes on a command line', () => {
  it.each([
    [
      ['ping', '--headers', '“Kong-Admin-Token:', 'abc”'],
      ['ping', '--headers', '“Kong-Admin-Token: abc”'],
    ],
    [
      ['ping', '--headers', '“Kong-Admin-Token:abc”', 'more'],
      ['ping', '--headers', '“Kong-Admin-Token:abc”', 'more'],
    ],
    [
      ['„A:', 'b', 'c“', '-v'],
      ['„A: b c“', '-v'],
    ],
    [
      ['“open', 'for', 'ever'],
      ['“open', 'for', 'ever'],
    ],
    [
      ['diff', 'kong.yaml'],
      ['diff', 'kong.yaml'],
    ],
  ])('%j', (given, expected) => {
    expect(joinQuoted(given)).toEqual(expected)
  })
})
