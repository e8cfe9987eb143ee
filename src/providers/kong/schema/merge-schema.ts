import type { JsonSchema } from './json-schema.ts'

const merged = new WeakMap<JsonSchema, JsonSchema>()

/**
 * Gives the schema of a plugin or vault as a whole: the entity's fields in their order, each replaced where the plugin's
 * own schema says more (`config`, `protocols`, a scope that must stay empty), and the checks of both.
 */
export function mergeSchema(entity: JsonSchema, own: JsonSchema): JsonSchema {
  const known = merged.get(own)
  if (known) return known
  const properties = { ...entity.properties, ...own.properties }
  const required = [...new Set([...(entity.required ?? []), ...(own.required ?? [])])]
  const checks = [...(entity['x-kong']?.entity_checks ?? []), ...(own['x-kong']?.entity_checks ?? [])]
  const whole: JsonSchema = {
    ...entity,
    title: own.title ?? '',
    properties,
    required,
    'x-kong': { kind: 'record', entity_checks: checks },
  }
  merged.set(own, whole)
  return whole
}
