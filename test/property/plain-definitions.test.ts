import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFields, Secret } from '../../src/model/secret.ts'
import type { Type } from '../../src/model/type.ts'
import type { Fields, Value } from '../../src/model/value.ts'
import { normalise } from '../../src/plan/normalise.ts'
import { waves } from '../../src/plan/order.ts'

interface Item {
  id: string
  needs: string[]
}

/** The wave of an item by the definition: one after the last of what it needs; undefined on and behind a circle. */
function waveOf(item: Item, items: readonly Item[], trail: readonly Item[] = []): number | undefined {
  if (trail.includes(item)) return undefined
  const needed = items.filter(({ id }) => item.needs.includes(id))
  const before = needed.map((each) => waveOf(each, items, [...trail, item]))
  return before.includes(undefined) ? undefined : Math.max(-1, ...before.map(Number)) + 1
}

const ids = 'abcdefg'.split('')
const items = fc
  .array(fc.array(fc.constantFrom(...ids, 'elsewhere'), { maxLength: 3 }), { maxLength: ids.length })
  .map((needs) => needs.map((each, index): Item => ({ id: ids[index] ?? '', needs: each })))

const scalar = fc.oneof(
  fc.constantFrom<Type>(
    { type: 'string' },
    { type: 'string', secret: true },
    { type: 'string', default: 'd' },
    { type: 'integer', default: 7, required: true },
    { type: 'boolean' },
    { type: 'string', replacedBy: ['b', 'a'] },
    { type: 'string', replacedBy: ['c'] },
  ),
)
const listed = scalar.map((of): Type => ({ type: 'array', of, default: ['x'] }))
const names = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const typed = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    scalar,
    listed,
    fc
      .tuple(fc.dictionary(names, tie('type'), { maxKeys: 4 }), fc.boolean())
      .map(([fields, required]): Type => ({ type: 'record', fields: new Map(Object.entries(fields)), required })),
  ),
})).type
const record = fc.dictionary(names, typed, { maxKeys: 5 }).map((fields) => new Map(Object.entries(fields)))

const values = fc.letrec<{ value: Value | undefined }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom<Value | undefined>('t', 1, true, null, undefined, new Secret('s'), new Secret(3)),
    fc.array(
      tie('value').map((each) => each ?? null),
      { maxLength: 2 },
    ),
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  ),
})).value
const fields = fc.dictionary(names, values, { maxKeys: 5 })

/** What is in a record at the end, without a look at which fields take work. */
function plainly(given: Fields, known: ReadonlyMap<string, Type>): Fields {
  const result: Fields = {}
  for (const [name, value] of Object.entries(given)) {
    const type = known.get(name)
    if (value === undefined || type?.replacedBy) continue
    result[name] = type ? settled(value, type) : value
  }
  return result
}

function settled(value: Value, type: Type): Value {
  const alone = normalise({ only: value }, { type: 'record', fields: new Map([['only', type]]) }, 'current').only
  if (type.type === 'record' && type.fields && isFields(value)) return plainly(value, type.fields)
  return alone ?? null
}

const shown = (value: Value | undefined): unknown => {
  if (value instanceof Secret) return { secret: value.known ? value.reveal() : undefined }
  if (Array.isArray(value)) return value.map(shown)
  return isFields(value) ? Object.entries(value).map(([name, inner]) => [name, shown(inner)]) : value
}

describe('what is done in a quick way', () => {
  it('puts items into waves by what each needs', () => {
    fc.assert(
      fc.property(items, (all) => {
        const found = waves(all)
        const expected = all.map((item) => waveOf(item, all))
        expect(all.map((item) => found.waves.findIndex((wave) => wave.includes(item)))).toEqual(
          expected.map((wave) => wave ?? -1),
        )
        expect(found.circle).toEqual(all.filter((_, index) => expected[index] === undefined))
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it('normalises an entity field by field, in the order that it has', () => {
    fc.assert(
      fc.property(fields, record, (given, known) => {
        const whole = normalise(given, { type: 'record', fields: known }, 'current')
        expect(shown(whole)).toEqual(shown(plainly(given, known)))
      }),
      { seed: 4, numRuns: 500 },
    )
  })

  it('fills what is absent by the type alone, and leaves the rest as it was', () => {
    fc.assert(
      fc.property(fields, record, (given, known) => {
        const before = JSON.stringify(shown(given))
        const filled = normalise(given, { type: 'record', fields: known }, 'desired')
        for (const [name, inner] of known) {
          if (inner.replacedBy) continue
          const isDue =
            inner.default !== undefined && (given[name] === undefined || (given[name] === null && inner.required))
          if (isDue) expect(filled[name]).toBeDefined()
        }
        expect(JSON.stringify(shown(given))).toBe(before)
      }),
      { seed: 5, numRuns: 500 },
    )
  })
})
