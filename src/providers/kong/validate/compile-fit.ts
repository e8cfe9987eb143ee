import { isDeepStrictEqual } from 'node:util'
import { isWrapped, Secret } from '../../../model/secret.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import type { Json } from '../schema/kong-schema.ts'
import { nodeCheck } from './node-checks.ts'
import { numberTests, textTests } from './scalar-fit.ts'

/** Tells whether a value is as its schema wants it. */
export type Fit = Test<unknown>

type Test<T> = (value: T) => boolean
type List = readonly unknown[]
type Members = Readonly<Record<string, unknown>>

const fits = new WeakMap<JsonSchema, Fit>()

const NONE: ReadonlyMap<string, Fit> = new Map()

/**
 * Makes the quick look that nearly every entity passes: what it lets pass, `compileCheck` finds no fault in. That one explains
 * the others, and is a validator that takes long to load and to compile. A value from the environment never passes while it
 * is wrapped.
 * @param schema an entity's schema; later calls with the same one give the same function
 */
export function compileFit(schema: JsonSchema): Fit {
  const known = fits.get(schema)
  if (known) return known
  const fit = nodeFit(schema)
  fits.set(schema, fit)
  return fit
}

/**
 * Makes the same for a record of which some fields have tests of their own.
 * @param more the tests by field
 */
export function compileFitWith(schema: JsonSchema, more: ReadonlyMap<string, Fit>): Fit {
  return nodeFit(schema, more)
}

/** The tests of a node by what a value is; none where it may not be that. */
interface Tests {
  text: Test<string> | undefined
  number: Test<number> | undefined
  flag: Fit | undefined
  list: Test<List> | undefined
  record: Test<Members> | undefined
  /** What is said of null. */
  nothing: boolean
}

function nodeFit(node: JsonSchema, more: ReadonlyMap<string, Fit> = NONE): Fit {
  const rules = anyTests(node)
  const types = node.type === undefined ? undefined : [node.type].flat()
  const made = <T>(type: string, tests: () => readonly Test<T>[]): Test<T> | undefined =>
    types === undefined || types.includes(type) ? all<T>([...tests(), ...rules]) : undefined
  return byType({
    text: made('string', () => textTests(node)),
    number: made('number', () => numberTests(node, false)) ?? made('integer', () => numberTests(node, true)),
    flag: made('boolean', () => []),
    list: made('array', () => listTests(node)),
    record: made('object', () => recordTests(node, more)),
    nothing: made('null', () => [])?.(null) ?? false,
  })
}

function all<T>(tests: readonly Test<T>[]): Test<T> {
  const [first, second, ...others] = tests
  if (first === undefined) return () => true
  if (second === undefined) return first
  if (others.length === 0) return (value) => first(value) && second(value)
  const rest = all(others)
  return (value) => first(value) && second(value) && rest(value)
}

/** Nearly all nodes take one type, or one and null: those are told in one step. */
function byType(tests: Tests): Fit {
  const { text, number, flag, list, record, nothing } = tests
  if ([text, number, flag, list, record].filter((each) => each !== undefined).length !== 1) return byAnyType(tests)
  if (text) return (value) => (typeof value === 'string' ? text(value) : value === null && nothing)
  if (number) return (value) => (typeof value === 'number' ? number(value) : value === null && nothing)
  if (flag) return (value) => (typeof value === 'boolean' ? flag(value) : value === null && nothing)
  if (list) return (value) => (Array.isArray(value) ? list(value) : value === null && nothing)
  return (value) => (isRecord(value) ? record?.(value) === true : value === null && nothing)
}

function byAnyType({ text, number, flag, list, record, nothing }: Tests): Fit {
  return (value) => {
    if (typeof value === 'string') return text?.(value) ?? false
    if (typeof value === 'number') return number?.(value) ?? false
    if (typeof value === 'boolean') return flag?.(value) ?? false
    if (Array.isArray(value)) return list?.(value) ?? false
    if (isRecord(value)) return record?.(value) ?? false
    return value === null && nothing
  }
}

function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret)
}

/** Tests that are the same for values of all types. */
function anyTests(node: JsonSchema): Fit[] {
  const { not, allOf = [], anyOf, enum: choices, const: only } = node
  const wrong = not && nodeFit(not)
  const either = anyOf?.map((each) => nodeFit(each))
  const check = nodeCheck(node)
  return [
    ...(choices === undefined ? [] : [oneOf(choices)]),
    ...(only === undefined ? [] : [oneOf([only])]),
    ...(wrong === undefined ? [] : [(value: unknown) => !wrong(value)]),
    ...allOf.map((each) => nodeFit(each)),
    ...(either === undefined ? [] : [(value: unknown) => either.some((test) => test(value))]),
    ...(check === undefined ? [] : [(value: unknown) => check(value).length === 0]),
  ]
}

function oneOf(choices: readonly Json[]): Fit {
  const known = new Set<unknown>(choices)
  const isSome: Fit = (value) => choices.some((choice) => isDeepStrictEqual(choice, value))
  return (value) => known.has(value) || (typeof value === 'object' && isSome(value))
}

const open: Fit = (value) => !isWrapped(value)

function listTests({ items, minItems = 0, maxItems = Infinity }: JsonSchema): Test<List>[] {
  const item = items ? nodeFit(items) : open
  return [
    ...(minItems === 0 && maxItems === Infinity
      ? []
      : [(list: List) => list.length >= minItems && list.length <= maxItems]),
    (list) => {
      for (let index = 0; index < list.length; index++) if (!item(list[index])) return false
      return true
    },
  ]
}

function recordTests(node: JsonSchema, more: ReadonlyMap<string, Fit>): Test<Members>[] {
  const { required = [], minProperties = 0, maxProperties = Infinity, propertyNames } = node
  const key = propertyNames && nodeFit(propertyNames)
  const isBound = minProperties > 0 || maxProperties < Infinity
  return [
    ...(required.length === 0 ? [] : [(record: Members) => required.every((name) => record[name] !== undefined)]),
    ...(isBound ? [(record: Members) => isBetween(Object.keys(record).length, minProperties, maxProperties)] : []),
    ...(key === undefined ? [] : [(record: Members) => Object.keys(record).every(key)]),
    membersTest(node, more),
  ]
}

function isBetween(count: number, least: number, most: number): boolean {
  return count >= least && count <= most
}

interface Member {
  name: string
  test: Fit
  /** The last value that passed: entities have many in common. Never a list or a record, which may change. */
  passed: unknown
}

function passes(member: Member, value: unknown): boolean {
  if (value === undefined || value === member.passed) return true
  if (!member.test(value)) return false
  if (typeof value !== 'object') member.passed = value
  return true
}

function membersTest(node: JsonSchema, more: ReadonlyMap<string, Fit>): Test<Members> {
  const { properties = {}, additionalProperties: rest = true } = node
  const others: Fit = typeof rest === 'object' ? nodeFit(rest) : rest ? open : () => false
  const known = new Map<string, Member>()
  const know = (name: string, test: Fit) => known.set(name, { name, test, passed: undefined })
  for (const [name, each] of Object.entries(properties)) know(name, nodeFit(each))
  for (const [name, test] of more) know(name, all([known.get(name)?.test ?? others, test]))
  // Entities of a file mostly have the same fields in the same order: what was found for the last one is tried first.
  const last: (Member | undefined)[] = []
  return (record) => {
    let at = 0
    for (const name in record) {
      let member = last[at]
      if (member?.name !== name) {
        member = known.get(name)
        last[at] = member
      }
      at++
      const value = record[name]
      if (member === undefined ? !others(value) : !passes(member, value)) return false
    }
    return true
  }
}
