import { type Arbitrary, assert, constantFrom, option, property, record, subarray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entity, Target } from '../../src/model/entity.ts'
import type { Kind } from '../../src/model/kind.ts'
import { Secret } from '../../src/model/secret.ts'
import type { Fields, Value } from '../../src/model/value.ts'
import { kinds } from '../../src/providers/kong/kinds.ts'
import { extendSchema } from '../../src/providers/kong/schema/extend-schema.ts'
import type { JsonSchema } from '../../src/providers/kong/schema/json-schema.ts'
import { mergeSchema } from '../../src/providers/kong/schema/merge-schema.ts'
import { shippedSchemas } from '../../src/providers/kong/schema/schema-set.ts'
import { checkedData } from '../../src/providers/kong/validate/checked-data.ts'
import { compileCheck } from '../../src/providers/kong/validate/compile-check.ts'
import { looksFine } from '../../src/providers/kong/validate/looks-fine.ts'
import { runRules } from '../../src/providers/kong/validate/rules/run-rules.ts'
import { near } from '../support/near-schema.ts'

const { schemas } = shippedSchemas('3.9', 'enterprise')
const variants = ['rate-limiting', 'response-ratelimiting', 'cors', 'session', 'acl', 'request-transformer', 'env']

const cases: [string, Kind, JsonSchema, string | undefined][] = []
for (const kind of kinds) {
  const schema = await schemas.entity(kind.schema)
  if (schema === undefined) continue
  if (kind.variant === undefined) cases.push([kind.name, kind, extendSchema(schema, kind.schema), undefined])
  for (const name of kind.variant ? variants : []) {
    const own = await schemas.variant(kind.variant?.schemas ?? '', name)
    if (own) cases.push([`${kind.name} ${name}`, kind, mergeSchema(schema, own), name])
  }
}

const target = constantFrom<Target | Target[]>({ name: 'a' }, { id: 'b' }, [{ nameOrId: 'c' }, { name: 'd' }], [])
const wrap = constantFrom(
  (value: Value) => new Secret(typeof value === 'object' ? 'a' : (value as string), 'DECK_X'),
  () => new Secret(undefined, 'DECK_X'),
  () => new Secret('', 'DECK_X', 'DECK_X is empty'),
)

/** Entities near what their schema takes: some with references, some with values from the environment. */
function entities(kind: Kind, schema: JsonSchema, name: string | undefined): Arbitrary<Entity> {
  const fields = kind.references.map(({ field }) => field)
  const own = Object.keys(schema.properties ?? {})
  const parts = { fields: near(schema), refs: subarray(fields), kept: subarray(fields), target }
  const hiding = { wrap: option(wrap, { freq: 2 }), wrapped: subarray(own, { maxLength: 2 }) }
  // Of few fields, so that many an entity is fine.
  const few = subarray(own, { maxLength: 3 })
  return record({ ...parts, ...hiding, few }).map((each): Entity => {
    const refs = Object.fromEntries(each.refs.map((field) => [field, each.target]))
    const isGiven = (field: string): boolean =>
      fields.includes(field)
        ? each.kept.includes(field)
        : each.few.includes(field) || schema.required?.includes(field) === true
    const given = Object.entries((each.fields ?? {}) as Fields).filter(([field]) => isGiven(field))
    const hidden = given.map(([field, value]) => {
      const isWrapped = each.wrap !== null && each.wrapped.includes(field)
      return [field, isWrapped ? each.wrap?.(value ?? null) : value] as const
    })
    const variant = name === undefined || kind.variant === undefined ? {} : { [kind.variant.field]: name }
    return { kind: kind.name, refs, fields: { ...Object.fromEntries(hidden), ...variant } as Fields }
  })
}

/** What a look is to tell, said plainly. */
function isFine(entity: Entity, kind: Kind, schema: JsonSchema): boolean {
  const { read, data, plugin } = checkedData(entity, kind)
  if (read.empty.length > 0 || compileCheck(schema)(data).length > 0) return false
  return runRules(kind.name, data, plugin).length === 0
}

describe.each(cases)('the look at a %s', (_, kind, schema, name) => {
  it('tells what the checks would find, and is in doubt only of what is not known', () => {
    const same = property(entities(kind, schema, name), (entity) => {
      const looks = looksFine(entity, kind, schema)
      const isKnown = checkedData(entity, kind).read.unknown.size === 0
      if (looks || isKnown) expect(looks).toBe(isFine(entity, kind, schema))
    })
    assert(same, { seed: 8, numRuns: 200 })
  })
})
