import type { EntityCheck, Field, Shape } from './field.ts'
import { isReference, validateField } from './validate.ts'
import { type Fault, type FaultTable, isEmpty, isRow, type Row, readPath, type Value } from './value.ts'

interface Finding {
  text: string
  fields?: Record<string, Fault>
}
interface Context {
  shape: Shape
  updating: boolean
}
type Checker = (entity: Row, arg: Value, context: Context) => Finding | undefined

const names = (arg: Value | undefined): string[] => (Array.isArray(arg) ? arg.map(String) : [])
const quoted = (fields: string[]): string => fields.map((field) => `'${field}'`).join(', ')
const filled = (entity: Row, fields: string[]): string[] => fields.filter((field) => !isEmpty(readPath(entity, field)))
const string = (value: Value | undefined): string => (typeof value === 'string' ? value : '')

const AT_LEAST = 'at least one of these fields must be non-empty: %s'

/** The entity checks of Kong's schema language with their texts (consumers #4 and #30, plugins #74 and #75, credentials #34). */
const CHECKERS: Record<string, Checker> = {
  at_least_one_of: (entity, arg, { updating }) => {
    if (filled(entity, names(arg)).length > 0) return undefined
    return { text: (updating ? 'when updating, ' : '') + AT_LEAST.replace('%s', quoted(names(arg))) }
  },
  only_one_of: (entity, arg) => {
    if (filled(entity, names(arg)).length === 1) return undefined
    return { text: `exactly one of these fields must be non-empty: ${quoted(names(arg))}` }
  },
  mutually_exclusive: (entity, arg) => {
    if (filled(entity, names(arg)).length <= 1) return undefined
    return { text: `only one or none of these fields must be set: ${quoted(names(arg))}` }
  },
  mutually_required: (entity, arg) => {
    const count = filled(entity, names(arg)).length
    if (count === 0 || count === names(arg).length) return undefined
    return { text: `all or none of these fields must be set: ${quoted(names(arg))}` }
  },
  distinct: (entity, arg) => {
    const values = filled(entity, names(arg)).map((field) => JSON.stringify(readPath(entity, field)))
    if (new Set(values).size === values.length) return undefined
    return { text: `values of these fields must be distinct: ${quoted(names(arg))}` }
  },
  conditional,
  conditional_at_least_one_of: conditionalAtLeastOneOf,
}

/** Checks that do not run while one of their fields is faulty. */
const NEEDS_VALID = new Set(['distinct', 'mutually_required', 'mutually_exclusive'])

/** Finds a dotted field in a shape; undefined when there is none. */
function findField(shape: Shape, path: string): Field | undefined {
  const [first = '', ...rest] = path.split('.')
  const field = Object.hasOwn(shape.fields, first) ? shape.fields[first] : undefined
  if (!field || rest.length === 0) return field
  return field.shape ? findField(field.shape, rest.join('.')) : undefined
}

/** Runs a shape's entity checks and rules on a record and adds what they find to its faults. */
export function runEntityChecks(shape: Shape, entity: Row, faults: FaultTable, updating: boolean): void {
  for (const check of shape.checks) {
    const checker = CHECKERS[check.name]
    if (!checker || skipped(shape, check, entity, faults, updating)) continue
    const finding = checker(entity, check.arg, { shape, updating })
    if (finding) addFinding(faults, [finding.text], finding.fields)
  }
  for (const { fields, always, rule } of shape.rules) {
    if (!always && fields.some((field) => faultAt(faults, field))) continue
    const finding = rule(entity)
    if (finding) addFinding(faults, finding.texts, finding.fields)
  }
}

function skipped(shape: Shape, check: EntityCheck, entity: Row, faults: FaultTable, updating: boolean): boolean {
  const fields = Array.isArray(check.arg) ? names(check.arg) : conditionFields(check.arg)
  // A PATCH that leaves none of the fields there, not even as null, is not looked at (plugins #44).
  if (updating && fields.every((field) => readPath(entity, field) === undefined)) return true
  if (fields.some((field) => findField(shape, field)?.referenceable && isReference(readPath(entity, field))))
    return true
  return NEEDS_VALID.has(check.name) && fields.some((field) => faultAt(faults, field))
}

function conditionFields(arg: Value): string[] {
  if (!isRow(arg)) return []
  return [string(arg.if_field), string(arg.then_field)].filter((field) => field !== '')
}

function faultAt(faults: FaultTable, path: string): boolean {
  let at: unknown = faults
  for (const part of path.split('.')) {
    if (typeof at === 'string') return true
    if (typeof at !== 'object' || at === null) return false
    at = (at as Record<string, unknown>)[part]
  }
  return at !== undefined
}

/** Adds texts to `@entity` and faults to (dotted) fields. */
export function addFinding(faults: FaultTable, texts: string[], fields: Record<string, Fault> = {}): void {
  const known = faults['@entity']
  if (texts.length > 0) faults['@entity'] = [...(Array.isArray(known) ? known : []), ...texts]
  for (const [path, fault] of Object.entries(fields)) setFault(faults, path.split('.'), fault)
}

function setFault(faults: FaultTable, [first = '', ...rest]: string[], fault: Fault): void {
  if (rest.length === 0) {
    faults[first] = fault
    return
  }
  const inner = faults[first]
  const table: FaultTable = typeof inner === 'object' && !Array.isArray(inner) ? inner : {}
  if (inner === undefined || table === inner) faults[first] = table
  setFault(table, rest, fault)
}

/** Whether a field's value passes a partial schema laid over the field's own; a missing value counts as null. */
function passes(entity: Row, path: string, match: Value | undefined, { shape }: Context): Fault | undefined {
  const field = findField(shape, path)
  if (!field) return undefined
  const overlay = isRow(match) ? (match as unknown as Partial<Field>) : {}
  return validateField({ ...field, ...overlay, type: field.type }, readPath(entity, path) ?? null)
}

function applies(entity: Row, path: string, match: Value | undefined, context: Context): boolean {
  return readPath(entity, path) !== undefined && passes(entity, path, match, context) === undefined
}

function conditional(entity: Row, arg: Value, context: Context): Finding | undefined {
  if (!isRow(arg)) return undefined
  const ifField = string(arg.if_field)
  const thenField = string(arg.then_field)
  if (!applies(entity, ifField, arg.if_match, context)) return undefined
  const fault = passes(entity, thenField, arg.then_match, context)
  if (fault === undefined) return undefined
  const text = string(arg.then_err) || `failed conditional validation given value of field '${ifField}'`
  return { text, fields: { [thenField]: fault } }
}

function conditionalAtLeastOneOf(entity: Row, arg: Value, context: Context): Finding | undefined {
  if (!isRow(arg)) return undefined
  const ifField = string(arg.if_field)
  const branches: [Value | undefined, Value | undefined, Value | undefined][] = [
    [arg.if_match, arg.then_at_least_one_of, arg.then_err],
    [arg.else_match, arg.else_then_at_least_one_of, arg.else_then_err],
  ]
  for (const [match, fields, err] of branches) {
    if (match === undefined || !applies(entity, ifField, match, context)) continue
    if (filled(entity, names(fields)).length > 0) return undefined
    return { text: (string(err) || AT_LEAST).replace('%s', quoted(names(fields))) }
  }
  return undefined
}
