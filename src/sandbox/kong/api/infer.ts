import type { Field, Shape } from '../schema/field.ts'
import { isRow, type Row, type Value } from '../schema/value.ts'

/** Gives form values, which are all texts, the types that their fields ask for; "" is null (http-errors #12). */
export function inferBody(shape: Shape, body: Row): Row {
  const inferred: Row = {}
  for (const [name, value] of Object.entries(body)) {
    const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : shape.shorthands[name]
    inferred[name] = field ? inferValue(field, value) : value
  }
  return inferred
}

function inferValue(field: Field, value: Value): Value {
  if (value === '') return null
  if (field.type === 'array' || field.type === 'set') {
    const element = field.elements
    const items = Array.isArray(value) ? value : [value]
    return element ? items.map((item) => inferValue(element, item)) : items
  }
  if (field.type === 'map' && isRow(value)) return inferMap(field, value)
  if (field.type === 'record' && field.shape && isRow(value)) return inferBody(field.shape, value)
  return typeof value === 'string' ? inferText(field.type, value) : value
}

function inferMap({ values }: Field, map: Row): Row {
  if (!values) return map
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, inferValue(values, value)]))
}

/** Seconds to live are no field of any schema, yet a number (Kong 3.9 open source). */
export function inferTtl(body: Row): Row {
  return typeof body.ttl === 'string' ? { ...body, ttl: inferText('number', body.ttl) } : body
}

function inferText(type: string, text: string): Value {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  const numeric = (type === 'number' || type === 'integer') && text.trim() !== '' && !Number.isNaN(Number(text))
  return numeric ? Number(text) : text
}
