import { isDeepStrictEqual } from 'node:util'
import type { JsonSchema } from '../schema/json-schema.ts'
import type { Json } from '../schema/kong-schema.ts'
import { hasNodeChecks, runNodeChecks } from './node-checks.ts'

/** Tells whether a value is as its schema wants it. */
export type Fit = (value: unknown) => boolean

type Members = Readonly<Record<string, unknown>>

const fits = new WeakMap<JsonSchema, Fit>()

/**
 * Makes the quick look that nearly every entity passes: what it lets pass, `compileCheck` finds no fault in. That one explains
 * the others, and is a validator that takes long to load and to compile.
 * @param schema an entity's schema; later calls with the same one give the same function
 */
export function compileFit(schema: JsonSchema): Fit {
  const known = fits.get(schema)
  if (known) return known
  const fit = nodeFit(schema)
  fits.set(schema, fit)
  return fit
}

function nodeFit(node: JsonSchema): Fit {
  const tests = [
    ...typeFit(node),
    ...scalarFits(node),
    ...listFits(node),
    ...recordFits(node),
    ...logicFits(node),
    ...(hasNodeChecks(node) ? [(value: unknown) => runNodeChecks(node, value).length === 0] : []),
  ]
  return all(tests)
}

function all(tests: readonly Fit[]): Fit {
  const [first, second, third] = tests
  if (first === undefined) return () => true
  if (second === undefined) return first
  if (third === undefined) return (value) => first(value) && second(value)
  return (value) => tests.every((test) => test(value))
}

const TYPES: Readonly<Record<string, Fit>> = {
  null: (value) => value === null,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  array: (value) => Array.isArray(value),
  object: isRecord,
}

const never: Fit = () => false

function typeFit({ type }: JsonSchema): Fit[] {
  if (type === undefined) return []
  const [first = never, second, ...others] = [type].flat().map((each) => TYPES[each] ?? never)
  // Nearly all have one type, or one and null.
  if (second === undefined) return [first]
  return [(value) => first(value) || second(value) || others.some((test) => test(value))]
}

function scalarFits(node: JsonSchema): Fit[] {
  const { minimum, maximum, exclusiveMinimum: above, minLength, maxLength, pattern, enum: choices } = node
  const numbers = [
    minimum === undefined ? [] : [(value: number) => value >= minimum],
    maximum === undefined ? [] : [(value: number) => value <= maximum],
    above === undefined ? [] : [(value: number) => value > above],
  ].flat()
  const form = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  const texts = [
    minLength === undefined ? [] : [(value: string) => value.length >= 2 * minLength || points(value) >= minLength],
    maxLength === undefined ? [] : [(value: string) => value.length <= maxLength || points(value) <= maxLength],
    form === undefined ? [] : [(value: string) => form.test(value)],
  ].flat()
  return [
    ...numbers.map(
      (test): Fit =>
        (value) =>
          typeof value !== 'number' || test(value),
    ),
    ...texts.map(
      (test): Fit =>
        (value) =>
          typeof value !== 'string' || test(value),
    ),
    ...(choices === undefined ? [] : [oneOf(choices)]),
    ...(node.const === undefined ? [] : [oneOf([node.const])]),
  ]
}

/** JSON Schema counts code points. */
function points(text: string): number {
  return [...text].length
}

function oneOf(choices: readonly Json[]): Fit {
  const known = new Set<unknown>(choices)
  return (value) => known.has(value) || choices.some((choice) => isDeepStrictEqual(choice, value))
}

function listFits({ items, minItems, maxItems }: JsonSchema): Fit[] {
  const item = items && nodeFit(items)
  const lists = [
    minItems === undefined ? [] : [(value: readonly unknown[]) => value.length >= minItems],
    maxItems === undefined ? [] : [(value: readonly unknown[]) => value.length <= maxItems],
    item === undefined ? [] : [(value: readonly unknown[]) => value.every(item)],
  ].flat()
  return lists.map(
    (test): Fit =>
      (value) =>
        !Array.isArray(value) || test(value),
  )
}

function recordFits(node: JsonSchema): Fit[] {
  const { required, minProperties, maxProperties, propertyNames, properties, additionalProperties } = node
  const key = propertyNames && nodeFit(propertyNames)
  const records = [
    required === undefined ? [] : [(value: Members) => required.every((name) => value[name] !== undefined)],
    minProperties === undefined ? [] : [(value: Members) => Object.keys(value).length >= minProperties],
    maxProperties === undefined ? [] : [(value: Members) => Object.keys(value).length <= maxProperties],
    key === undefined ? [] : [(value: Members) => Object.keys(value).every(key)],
    properties === undefined && additionalProperties === undefined ? [] : [membersFit(node)],
  ].flat()
  return records.map(
    (test): Fit =>
      (value) =>
        !isRecord(value) || test(value),
  )
}

function membersFit({ properties = {}, additionalProperties: rest = true }: JsonSchema): (value: Members) => boolean {
  const known = new Map(Object.entries(properties).map(([name, node]) => [name, nodeFit(node)]))
  const others: Fit = typeof rest === 'object' ? nodeFit(rest) : () => rest
  return (value) => {
    for (const name in value) {
      const test = known.get(name)
      const member = value[name]
      if (test === undefined ? !others(member) : member !== undefined && !test(member)) return false
    }
    return true
  }
}

function logicFits({ not, allOf, anyOf }: JsonSchema): Fit[] {
  const wrong = not && nodeFit(not)
  const either = anyOf?.map(nodeFit)
  return [
    ...(wrong === undefined ? [] : [(value: unknown) => !wrong(value)]),
    ...(allOf ?? []).map(nodeFit),
    ...(either === undefined ? [] : [(value: unknown) => either.some((test) => test(value))]),
  ]
}

function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
