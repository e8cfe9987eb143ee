import type { JsonSchema } from '../../../src/providers/kong/schema/json-schema.ts'

type Plain = Record<string, unknown>

/** The inverse of convertSchema, for the proof that nothing is lost: gives Kong's answer back, generated defaults apart. */
export function rebuildSchema(schema: JsonSchema): Plain {
  const { kind: _, ...root } = schema['x-kong'] ?? {}
  return { ...root, fields: fields(schema, false) }
}

function fields(schema: JsonSchema, shorthand: boolean): Plain[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const alias = inner['x-kong']?.alias
    if (shorthand && alias) return [{ [name]: alias }]
    return (inner['x-kong']?.shorthand === true) === shorthand ? [{ [name]: field(inner) }] : []
  })
}

function field(schema: JsonSchema): Plain {
  const { shorthand: _, alias: __, ...attributes } = schema['x-kong'] ?? {}
  const built: Plain = { ...attributes }
  if (attributes.type === 'record' && !attributes.abstract) built.fields = fields(schema, false)
  const flat = attributes.type === 'record' ? fields(schema, true) : []
  if (flat.length > 0) built.shorthand_fields = flat
  if (schema.items) built.elements = field(schema.items)
  if (attributes.type === 'map') Object.assign(built, mapParts(schema))
  return built
}

function mapParts(schema: JsonSchema): Plain {
  const { additionalProperties: values, propertyNames: keys } = schema
  return {
    ...(keys ? { keys: field(keys) } : {}),
    ...(typeof values === 'object' ? { values: field(values) } : {}),
  }
}
