import { Ajv, type ErrorObject, type FuncKeywordDefinition } from 'ajv'
import type { JsonSchema } from '../schema/json-schema.ts'
import { explain, type Reason, wanted } from './explain.ts'
import type { Fault, FieldPath } from './fault.ts'
import { lookUp, nodeAt } from './look-up.ts'
import { type NodeCheck, nodeCheck } from './node-checks.ts'
import { suggestion } from './suggestion.ts'

/** Checks one entity's fields, in clear, against a schema; faults are one per field. */
export type Check = (data: unknown) => Fault[]

type Keyword = ReturnType<NonNullable<FuncKeywordDefinition['compile']>>

const NODE_CHECKS = 'kongNodeChecks'

/** Words of JSON Schema that are checked; the others are for people and editors. Kong drops what a set holds twice. */
const CHECKED = [
  ...['type', 'required', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'pattern', 'enum', 'const'],
] as const

/** A schema is compiled for one run: ajv's polish of its code, and its schema of schemas, would cost more than they save. */
const QUICK = { meta: false, code: { optimize: false } } as const

const checks = new WeakMap<JsonSchema, Check>()

/** Compiles a schema once; later calls with the same one give the same function. */
export function compileCheck(schema: JsonSchema): Check {
  const known = checks.get(schema)
  if (known) return known
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    validateSchema: false,
    addUsedSchema: false,
    ...QUICK,
  })
  const nodes: NodeCheck[] = []
  addNodeChecks(ajv, nodes)
  const validate = ajv.compile(prepare(schema, nodes))
  const check: Check = (data) => (validate(data) ? [] : faultsOf(validate.errors ?? [], schema, data))
  checks.set(schema, check)
  return check
}

/** Gives ajv only what it has to check; nodes with rules of their own are numbered. */
function prepare(schema: JsonSchema, nodes: NodeCheck[]): Record<string, unknown> {
  const deeper = (inner: JsonSchema) => prepare(inner, nodes)
  const { properties, additionalProperties: rest, items, propertyNames, not } = schema
  const ready: Record<string, unknown> = {}
  for (const word of CHECKED) if (schema[word] !== undefined) ready[word] = schema[word]
  if (properties) ready.properties = Object.fromEntries(Object.entries(properties).map(([k, v]) => [k, deeper(v)]))
  if (rest !== undefined) ready.additionalProperties = typeof rest === 'object' ? deeper(rest) : rest
  if (items) ready.items = deeper(items)
  if (propertyNames) ready.propertyNames = deeper(propertyNames)
  if (not) ready.not = deeper(not)
  if (schema.allOf) ready.allOf = schema.allOf.map(deeper)
  if (schema.anyOf) ready.anyOf = schema.anyOf.map(deeper)
  const check = nodeCheck(schema)
  if (check) ready[NODE_CHECKS] = nodes.push(check) - 1
  return ready
}

function addNodeChecks(ajv: Ajv, nodes: readonly NodeCheck[]): void {
  ajv.addKeyword({
    keyword: NODE_CHECKS,
    schemaType: 'number',
    errors: 'full',
    compile(index: number) {
      const run: Keyword = (value: unknown): boolean => {
        const faults = nodes[index]?.(value) ?? []
        run.errors = faults.map((fault) => ({ keyword: NODE_CHECKS, params: { fault } }))
        return faults.length === 0
      }
      return run
    },
  })
}

function faultsOf(errors: readonly ErrorObject[], schema: JsonSchema, data: unknown): Fault[] {
  const faults = new Map<string, Fault>()
  const ordered = [...errors].sort((a, b) => Number(a.keyword === NODE_CHECKS) - Number(b.keyword === NODE_CHECKS))
  for (const error of ordered) {
    for (const fault of translate(error, schema, data)) {
      const several = fault.code === 'failed-check' ? fault.reason : ''
      const key = `${JSON.stringify(fault.path)} ${several}`
      if (!faults.has(key)) faults.set(key, fault)
    }
  }
  return [...faults.values()]
}

function translate(error: ErrorObject, schema: JsonSchema, data: unknown): Fault[] {
  const path = pathOf(error.instancePath, data)
  if (error.keyword === NODE_CHECKS) {
    const { fault } = error.params as { fault: Fault }
    return [{ ...fault, path: [...path, ...fault.path], ...(fault.within ? { within: path } : {}) }]
  }
  if (error.keyword === 'required') return missing(schema, [...path, String(error.params.missingProperty)], data)
  if (error.keyword === 'additionalProperties') {
    return [unknownField(schema, path, String(error.params.additionalProperty))]
  }
  if (error.keyword === 'propertyNames') return []
  if (error.propertyName !== undefined) return [badKey(schema, path, error.propertyName)]
  if (isEmptyTable(error)) return []
  return [{ path, ...explain(error.data, nodeAt(schema, path)), ...given(error.data) }]
}

/** Only what fits on a line is shown after the name. */
function given(value: unknown): { given?: unknown } {
  return value === null || typeof value === 'object' || value === undefined ? {} : { given: value }
}

/** Lua knows one empty table: Kong takes `{}` for an empty list and `[]` for an empty record (service-errors 16, plugins 23). */
function isEmptyTable(error: ErrorObject): boolean {
  const { data } = error
  if (error.keyword !== 'type' || typeof data !== 'object' || data === null || Object.keys(data).length > 0)
    return false
  return [error.schema].flat().some((type) => type === 'object' || type === 'array')
}

function unknownField(schema: JsonSchema, path: FieldPath, name: string): Fault {
  const known = Object.keys(nodeAt(schema, path)?.properties ?? {})
  const hint = suggestion(name, known, 'known fields')
  return { path: [...path, name], code: 'unknown-field', reason: 'is not a known field', ...(hint ? { hint } : {}) }
}

/** A record that is missing as a whole is reported by the fields in it that have no default. */
function missing(schema: JsonSchema, path: FieldPath, data: unknown): Fault[] {
  const node = nodeAt(schema, path)
  if (node?.['x-kong']?.type === 'record' && node.required) {
    return node.required.flatMap((name) => missing(schema, [...path, name], data))
  }
  const names = path.map(String)
  const isGiven = !path.some((step) => typeof step === 'number') && (lookUp(schema, data, names) ?? null) !== null
  return isGiven
    ? []
    : [{ path, code: 'required-field', reason: 'is required', hint: `add ${names.at(-1)}: ${wanted(node)}` }]
}

function badKey(schema: JsonSchema, path: FieldPath, name: string): Fault {
  const reason: Reason = explain(name, nodeAt(schema, path)?.propertyNames)
  return { path: [...path, name], ...reason, reason: `${reason.reason} (as a key)` }
}

/** Turns a JSON pointer into keys and indexes; only a list has indexes. */
function pathOf(pointer: string, data: unknown): FieldPath {
  const path: (string | number)[] = []
  let at: unknown = data
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const step = Array.isArray(at) ? Number(key) : key
    path.push(step)
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[step] : undefined
  }
  return path
}
