import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSlowly } from '../../src/state/json-reader.ts'
import { findPlaceholders } from '../../src/state/placeholder-finder.ts'
import type { Reading } from '../../src/state/reading.ts'
import { parseSound } from '../../src/state/sound-json.ts'

/** Both readers agree, or the quick one leaves the text to the slow one. Tells whether it was quick. */
function agree(text: string): boolean {
  const quick = parseSound(text)
  const reading: Reading = {
    source: findPlaceholders('state.json', text),
    variables: { env: {}, missing: 'error', absent: new Map(), empty: new Map() },
    diagnostics: [],
  }
  if (quick === undefined) return false
  expect({ read: { value: quick }, notes: [] }, text).toEqual({
    read: parseSlowly(reading),
    notes: reading.diagnostics,
  })
  return true
}

const depth = { maxDepth: 4, depthSize: 'medium' } as const
// Keys and texts of what JSON itself is written with.
const odd = fc.json({ ...depth, stringUnit: fc.constantFrom(...'":\\{[, a') })
const json = fc.oneof(fc.json(depth), odd)
const broken = fc
  .tuple(json, fc.nat(), fc.constantFrom('', '"', '\\', '{', ',', ' ', '1e99', ':'))
  .map(([text, place, put]) => {
    const at = place % (text.length + 1)
    return text.slice(0, at) + put + text.slice(at + (place % 2))
  })

describe('the quick reader of JSON', () => {
  it('reads as the slow one does', () => {
    let quick = 0
    fc.assert(
      fc.property(fc.oneof(json, broken), (text) => void (agree(text) && quick++)),
      { seed: 5, numRuns: 3000 },
    )
    expect(quick).toBeGreaterThan(1000)
  })

  it.each([
    ['a key given twice', '{"a": {"b": 1, "b": 1}}'],
    ['the same key written in two ways', '{"a": 1, "\\u0061": 2}'],
    ['a key given twice beside a text with a colon', '{"a": {"b": ":80", "b": "80:"}}'],
    ['a key given twice beside an odd one', '{"a": 1, "a": 2, "c" : 3, "d,": 4}'],
    ['a number that cannot be held', '[9007199254740993]'],
    ['one that is not finite', '[1e999]'],
    ['minus zero', '[-0]'],
    ['something else than JSON', '{a: 1}'],
    ['too many levels', `${'['.repeat(300)}${']'.repeat(300)}`],
  ])('leaves %s to the slow one', (_, text) => {
    expect(parseSound(text)).toBeUndefined()
  })

  it.each([
    ['quotes and backslashes', '{"a\\\\": "\\"", "b\\"": "\\\\\\\\", "c" :\n"x\\\\\\":"}'],
    ['colons in texts', '{"a": "b:c", "d": "e\\": f", "g": [":h", " : ", "i :"], "j": ":"}'],
    ['colons and brackets in keys', '{"a:": 1, "b ": 2, "": 3, "{": 4, ",": 5, ":": 6, "c\\\\": 7}'],
    ['__proto__', '{"__proto__": {"x": 1}}'],
  ])('reads %s', (_, text) => {
    expect(agree(text)).toBe(true)
  })
})
