import { assert, constantFrom, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/model/secret.ts'
import { compileCheck } from '../../src/providers/kong/validate/compile-check.ts'
import { compileFit } from '../../src/providers/kong/validate/compile-fit.ts'
import { near, shippedFiles } from '../support/near-schema.ts'

describe.each(shippedFiles)('the quick look at %s', (_, schema) => {
  it('lets pass what has no fault, and nothing else', () => {
    const [passes, check] = [compileFit(schema), compileCheck(schema)]
    const same = property(near(schema), (value) => {
      expect(passes(value)).toBe(check(value).length === 0)
    })
    assert(same, { seed: 3, numRuns: 60 })
  })

  it('lets nothing pass that is wrapped', () => {
    const passes = compileFit(schema)
    const never = property(tuple(near(schema), constantFrom('a', 1, true, undefined)), ([value, secret]) => {
      for (const each of wrappings(value, new Secret(secret, 'DECK_X'))) expect(passes(each)).toBe(false)
    })
    assert(never, { seed: 4, numRuns: 20 })
  })
})

/** Copies of a value with one of the values in it wrapped: each in turn. */
function wrappings(value: unknown, secret: Secret): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each, at) => wrappings(each, secret).map((it) => value.with(at, it)))
  if (typeof value !== 'object' || value === null) return [secret]
  return Object.entries(value).flatMap(([name, each]) =>
    wrappings(each, secret).map((it) => ({ ...value, [name]: it })),
  )
}
