import { describe, expect, it } from 'vitest'
import { luaPattern } from '../../../src/providers/kong/schema/lua-pattern.ts'

/** Pattern, texts that Lua 5.1 matches, texts that it does not. */
const CASES: [string, string[], string[]][] = [
  ['^%u+$', ['GET'], ['get', '', 'GET1']],
  ['^[a-z][a-z%d-]-[a-z%d]+$', ['my-env2', 'ab'], ['Bad_Prefix', 'a-', '1a', 'a']],
  ['^[%a_-][%a%d_-]*$', ['a-b_1', '_x', '-'], ['1a', 'a b', '']],
  ['^[^*]*%*?[^*]*$', ['*.a', 'a', ''], ['*.*', '**']],
  ['^%*%.', ['*.a'], ['a.*', '.a']],
  ['%.%*$', ['a.*'], ['*.a', 'a.*b']],
  ['//', ['a//b'], ['/a/b']],
  ['^[Hh][Oo][Ss][Tt]$', ['HOST', 'host'], ['hosts']],
  ['^[^:]+:.*$', ['a:', 'a:b:c'], [':b', 'ab']],
  ['^.*[^:]$', ['ab', 'a:b'], ['a:', '']],
  ['%w*%p*@+%w*%.?%w*', ['a@b', '@'], ['ab']],
  ['^%d+[%.%d]*%-?.*$', ['3.9.3-dev', '3'], ['v3']],
  ['^[^*&%%\\`]+$', ['a b'], ['a%', 'a`', 'a\\', 'a&']],
  ['a-b', ['b', 'aab'], ['a']],
  ['^a.c$', ['abc', 'a\nc'], ['ac']],
  ['[]x]', [']', 'x'], ['y']],
  ['[^]x]', ['y'], [']', 'x']],
  ['^%s$', [' ', '\t', '\r'], ['a', '\u00a0']],
  ['^%S$', ['a', '/'], [' ', '\n']],
  ['^%x%X$', ['fg', '0z'], ['ff', 'g0']],
  ['^%P%p$', ['a!', '9~'], ['!!', 'aa']],
  ['^%c$', ['\u0001', '\u007f'], ['a']],
  ['^%W$', ['-', ' '], ['a', '0']],
  ['^%l%L$', ['aA', 'a1'], ['ab']],
  ['^(ab)c$', ['abc'], ['ab']],
  ['$a^', ['$a^'], ['a']],
  ['^*$', ['*'], ['']],
  ['^a|b$', ['a|b'], ['a', 'b']],
  ['^a{2}$', ['a{2}'], ['aa']],
  ['^[a%-z]$', ['a', '-', 'z'], ['b']],
  ['^[a-]$', ['a', '-'], ['b']],
  ['^é$', ['é'], ['e']],
]

describe('luaPattern', () => {
  it.each(CASES)('%s matches what Lua matches', (pattern, accepted, refused) => {
    const regex = new RegExp(luaPattern(pattern) ?? '^untranslated$', 'u')
    expect(accepted.filter((text) => !regex.test(text))).toEqual([])
    expect(refused.filter((text) => regex.test(text))).toEqual([])
  })

  it.each(['%b()', '%f[%w]x', '()a', '(a)%1', '[a', 'a%', '(a', 'a)', '%q'])('%s has no translation', (pattern) => {
    expect(luaPattern(pattern)).toBeUndefined()
  })
})
