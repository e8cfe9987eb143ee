import { readdirSync, readFileSync } from 'node:fs'
import { type Arbitrary, array, constant, constantFrom, jsonValue, oneof, record, string } from 'fast-check'
import type { JsonSchema } from '../../src/providers/kong/schema/json-schema.ts'

const folder = new URL('../../schemas/kong/3.9/', import.meta.url)
const names = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.json') && !name.endsWith('index.json'))

/** All shipped schemas of Kong 3.9, by file. */
export const shippedFiles = names.map(
  (name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as JsonSchema] as const,
)

/** Anything but an empty table, which is no fault to explain although the quick look stops at it. */
const anything = jsonValue({ maxDepth: 1 }).filter(
  (value) => typeof value !== 'object' || Object.keys(value ?? [0]).length > 0,
)

/** Values near the edges of what a node takes, now and then anything. */
export function near(node: JsonSchema): Arbitrary<unknown> {
  return oneof({ weight: 30, arbitrary: fitting(node) }, { weight: 1, arbitrary: anything })
}

function fitting(node: JsonSchema): Arbitrary<unknown> {
  const { type, items, properties, enum: choices } = node
  const types = [type ?? []].flat()
  if (choices !== undefined) return constantFrom<unknown>(...choices)
  if (node.const !== undefined) return constant(node.const)
  if (types.includes('object')) return members(node, properties ?? {})
  if (types.includes('array'))
    return array(items === undefined ? anything : near(items), { minLength: 1, maxLength: 3 })
  if (types.includes('boolean')) return constantFrom(true, false)
  if (types.includes('integer') || types.includes('number')) return numbers(node)
  return texts(node)
}

function members(node: JsonSchema, properties: Record<string, JsonSchema>): Arbitrary<unknown> {
  const required = (node.required ?? []).filter((name) => properties[name] !== undefined)
  const fields = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, near(each)]))
  const known = record(fields, { requiredKeys: required })
  const rest = node.additionalProperties
  const other = typeof rest === 'object' ? near(rest) : constant(1)
  const stray = constantFrom('x', 'é', '1', 'a.example.com')
  const more = record({ name: stray, value: other }).map(({ name, value }) => ({ [name]: value }))
  const closed = {
    weight: typeof rest === 'object' ? 20 : 1,
    arbitrary: record({ known, more }).map((two) => ({ ...two.known, ...two.more })),
  }
  return oneof({ weight: 20, arbitrary: known }, closed)
}

function numbers({ minimum, maximum, exclusiveMinimum }: JsonSchema): Arbitrary<unknown> {
  const edges = [minimum, maximum, exclusiveMinimum].filter((each) => each !== undefined)
  return constantFrom(0, 1, 1.5, -1, 80, ...edges.flatMap((edge) => [edge, edge + 1, edge - 1, edge + 0.5]))
}

function texts({ minLength = 1, maxLength = 9 }: JsonSchema): Arbitrary<unknown> {
  const edges = [minLength, maxLength]
    .filter((length) => length < 1000)
    .flatMap((length) => [length, Math.max(length - 1, 0), length + 1])
  const long = edges.flatMap((length) => ['a'.repeat(length), '𝄞'.repeat(length)])
  return oneof(
    constantFrom('a', '/a', 'http', 'a.example.com', '10.0.0.0/8', '~/a(', ...long),
    string({ maxLength: 3 }),
  )
}
