import { runEntityChecks } from './entity-checks.ts'
import type { Field, Shape } from './field.ts'
import { isUuid, VALIDATORS } from './validators.ts'
import { type Fault, type FaultList, type FaultTable, isRow, type Row, type Value } from './value.ts'

/** How an entity is looked at: the body as sent (for rules on "what was given"), and whether it is a PATCH. */
export interface ValidateOptions {
  updating?: boolean
}

/** True for a `{vault://…}` reference, which the gateway does not look into where a field is referenceable. */
export function isReference(value: Value | undefined): boolean {
  return typeof value === 'string' && value.startsWith('{vault://') && value.endsWith('}')
}

/**
 * Validates a whole record (defaults already filled) by its shape: fields, then entity checks and rules.
 * Returns undefined when it is fine, otherwise the faults in the record's own shape.
 */
export function validateRecord(shape: Shape, record: Row, options: ValidateOptions = {}): FaultTable | undefined {
  const faults: FaultTable = {}
  for (const [name, value] of Object.entries(record)) {
    const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined
    const fault = field ? validateField(field, value) : 'unknown field'
    if (fault !== undefined) faults[name] = fault
  }
  runEntityChecks(shape, record, faults, options.updating ?? false)
  return Object.keys(faults).length > 0 ? faults : undefined
}

/** Validates one value by its field; undefined when it is fine. */
export function validateField(field: Field, value: Value): Fault | undefined {
  if (value === null) return validateNull(field)
  if (field.eq === null) return field.err ?? 'value must be null'
  const fault = validateType(field, value)
  if (fault !== undefined) return fault
  if (field.referenceable && isReference(value)) return undefined
  return validateAttributes(field, value)
}

function validateNull(field: Field): Fault | undefined {
  if (field.eq !== undefined && field.eq !== null) return field.err ?? `value must be ${String(field.eq)}`
  return field.required ? 'required field missing' : undefined
}

function validateAttributes(field: Field, value: Value): Fault | undefined {
  for (const [attribute, validator] of VALIDATORS) {
    const set = field[attribute]
    if (set === undefined || set === false) continue
    const fault = validator(field, value)
    if (fault !== undefined) return field.err ?? fault
  }
  return field.rule?.(value)
}

function validateType(field: Field, value: Value): Fault | undefined {
  switch (field.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === field.type ? undefined : `expected a ${field.type}`
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) ? undefined : 'expected an integer'
    case 'array':
    case 'set':
      return validateList(field, value)
    case 'map':
      return validateMap(field, value)
    case 'record':
      return validateNested(field, value)
    case 'foreign':
      return validateForeign(value)
    default:
      return undefined
  }
}

function validateList(field: Field, value: Value): Fault | undefined {
  if (!Array.isArray(value)) return field.type === 'set' ? 'expected a set' : 'expected an array'
  const element = field.elements
  if (!element) return undefined
  const faults: FaultList = []
  value.forEach((one, index) => {
    const fault = validateField({ ...element, required: true }, one)
    if (fault === undefined) return
    while (faults.length < index) faults.push(null)
    faults.push(fault)
  })
  return faults.length > 0 ? faults : undefined
}

function validateMap(field: Field, value: Value): Fault | undefined {
  if (typeof value !== 'object' || value === null) return 'expected a map'
  for (const [key, one] of Object.entries(value)) {
    const fault = (field.keys && validateField(field.keys, key)) ?? (field.values && validateField(field.values, one))
    if (fault !== undefined) return fault
  }
  return undefined
}

function validateNested(field: Field, value: Value): Fault | undefined {
  if (typeof value !== 'object' || value === null) return 'expected a record'
  if (!field.shape) return undefined
  return validateRecord(field.shape, Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : value)
}

/** A reference needs a well-formed id; what else it holds does not count (routes #9, #10; service-errors #29 to #31). */
function validateForeign(value: Value): Fault | undefined {
  const id = isRow(value) ? value.id : undefined
  if (id === undefined) return { id: 'missing primary key' }
  if (id === null) return { id: 'required field missing' }
  if (typeof id !== 'string') return { id: 'expected a string' }
  return isUuid(id) ? undefined : { id: 'expected a valid UUID' }
}
