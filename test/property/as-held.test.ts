import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Kind } from '../../src/model/kind.ts'
import { Secret } from '../../src/model/secret.ts'
import type { Type } from '../../src/model/type.ts'
import type { Fields, Value } from '../../src/model/value.ts'
import { isAsHeld } from '../../src/plan/as-held.ts'
import { compareNodes } from '../../src/plan/changes.ts'
import { Node } from '../../src/plan/node.ts'

const NAMES = ['a', 'b', 'c', 'tags', 'ttl', 'created_at', 'old', 'id']
const name = fc.constantFrom(...NAMES)

const scalar = fc.constantFrom<Value>(null, true, 1, 2, 'x', 'y')
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value
const fields = fc.dictionary(name, value, { maxKeys: 5 }) as fc.Arbitrary<Fields>

const type: fc.Arbitrary<Type> = fc.letrec<{ type: Type; record: Type }>((tie) => {
  const marks = {
    default: scalar,
    required: fc.boolean(),
    secret: fc.constant(true),
    generated: fc.constant(true),
    replacedBy: fc.constantFrom(['a'], ['b', 'c']),
  }
  const plain = fc.record(
    { type: fc.constantFrom('string', 'any', 'foreign', 'integer'), ...marks },
    { requiredKeys: ['type'] },
  )
  const list = fc.record(
    { type: fc.constantFrom('array', 'set', 'map'), of: tie('type'), ...marks },
    { requiredKeys: ['type'] },
  )
  return {
    type: fc.oneof({ depthSize: 'small', withCrossShrink: true }, plain, list, tie('record')) as fc.Arbitrary<Type>,
    record: fc.record({
      type: fc.constant('record' as const),
      required: fc.boolean(),
      fields: fc.array(fc.tuple(name, tie('type')), { maxLength: 4 }).map((rows) => new Map(rows)),
    }),
  }
}).record

const row = (more: Partial<Kind>): Kind => ({
  name: 'thing',
  section: 'things',
  schema: 'things',
  keys: [],
  unique: [],
  references: [],
  readOnly: ['updated_at'],
  generated: ['created_at'],
  secret: [],
  renameable: [],
  taggable: true,
  endpoint: { path: 'things' },
  ...more,
})

/** The file's side is made of the controller's, with a few fields taken out or changed: else the two would never agree. */
const sides = fc.tuple(fields, fields, fc.subarray(NAMES), fc.boolean()).map(([held, other, left, wrap]) => {
  const wanted: Fields = { ...held }
  for (const each of left) {
    if (each in other) wanted[each] = other[each]
    else delete wanted[each]
  }
  if (wrap && typeof wanted.a === 'string') wanted.a = new Secret(wanted.a, 'KEELSON_A')
  return { held, wanted }
})

const nodeOf = (
  kind: Kind,
  of: Type,
  { held, wanted }: { held: Fields; wanted: Fields },
  references: Fields = {},
): Node => {
  const node = new Node({ kind, type: of, desired: { kind: 'thing', fields: { ...wanted }, refs: {} }, references })
  node.pairWith({ kind: 'thing', id: '1', fields: structuredClone(held), refs: {} }, of)
  return node
}

describe('the quick look at unchanged entities', () => {
  it('never takes for unchanged what the full comparison finds changed', () => {
    let quick = 0
    fc.assert(
      fc.property(type, sides, fc.boolean(), (of, given, elapses) => {
        const kind = row(elapses ? { elapsing: 'ttl' } : {})
        if (!isAsHeld(nodeOf(kind, of, given))) return
        quick++
        // A row with rewrites is never looked at quickly, so that the full comparison runs.
        const slow = nodeOf(row({ ...kind, rewrites: [] }), of, given)
        compareNodes([slow], [])
        expect(slow.fields).toEqual([])
        expect(slow.fate).toBe('keep')
      }),
      { seed: 3, numRuns: 3000 },
    )
    expect(quick).toBeGreaterThan(300)
  })

  it('never does so where references say what fields do not, in files of any mix', () => {
    const kind = row({ references: [{ field: 'b', kind: 'other', onDelete: 'nothing' }] })
    const references = fc.option(fc.constantFrom('x', 'y'), { freq: 4 })
    const referring = type.map(
      (of): Type => ({ ...of, fields: new Map([...(of.fields ?? []), ['b', { type: 'foreign' }]]) }),
    )
    const each = fc.tuple(referring, fc.array(fc.tuple(sides, references), { minLength: 1, maxLength: 4 }))
    let quick = 0
    fc.assert(
      fc.property(each, ([of, entities]) => {
        for (const [{ held, wanted }, id] of entities) {
          const given = { wanted, held: id === null || held.b === undefined ? held : { ...held, b: { id: 'x' } } }
          const resolved: Fields = id === null ? {} : { b: { id } }
          if (!isAsHeld(nodeOf(kind, of, given, resolved))) continue
          if (id !== null) quick++
          const slow = nodeOf({ ...kind, rewrites: [] }, of, given, resolved)
          compareNodes([slow], [])
          expect(slow.fate).toBe('keep')
        }
      }),
      { seed: 7, numRuns: 1500 },
    )
    expect(quick).toBeGreaterThan(50)
  })

  it('sees that a sparse file means the defaults', () => {
    const of: Type = {
      type: 'record',
      fields: new Map<string, Type>([
        ['port', { type: 'integer', default: 80 }],
        ['tags', { type: 'set', of: { type: 'string' } }],
        ['config', { type: 'record', required: true, fields: new Map([['host', { type: 'string', default: 'h' }]]) }],
      ]),
    }
    const same = { wanted: {}, held: { port: 80, tags: null, config: { host: 'h' }, created_at: 1 } }
    expect(isAsHeld(nodeOf(row({ generated: [] }), of, { ...same, held: { port: 80, config: { host: 'h' } } }))).toBe(
      true,
    )
    expect(isAsHeld(nodeOf(row({}), of, { wanted: {}, held: { port: 81, config: { host: 'h' } } }))).toBe(false)
    expect(isAsHeld(nodeOf(row({}), of, { wanted: { config: {} }, held: { port: 80, config: { host: 'g' } } }))).toBe(
      false,
    )
  })
})
