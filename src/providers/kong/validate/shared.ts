import type { Entity, Target } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { isFields, Secret } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import type { Directory } from './directory.ts'
import { nodeAt } from './look-up.ts'

/**
 * Gives an entity as the gateway checks it: with what it takes from entities that it refers to, a plugin from its partials,
 * at its place. What is kept elsewhere is not known, and counts as right.
 */
export function withShared(entity: Entity, kind: Kind, schema: JsonSchema, directory: Directory): Entity {
  let { fields } = entity
  for (const { field, kind: other, records } of kind.references) {
    if (records === undefined) continue
    for (const target of [entity.refs[field] ?? []].flat()) {
      const path = pathOf(target, records.usualPath).split('.')
      fields = placed(fields, path, sharedValue(target, other, nodeAt(schema, path), directory))
    }
  }
  return fields === entity.fields ? entity : { ...entity, fields }
}

function pathOf(target: Target, usual: string): string {
  const path = 'more' in target ? target.more?.path : undefined
  return typeof path === 'string' ? path : usual
}

/** A partial may say more than a plugin takes. */
function sharedValue(target: Target, kind: string, node: JsonSchema | undefined, directory: Directory): Value {
  const config = directory.find(kind, target)?.fields.config
  const known = node?.properties
  if (!isFields(config) || known === undefined) return new Secret(undefined)
  return Object.fromEntries(Object.entries(config).filter(([name]) => Object.hasOwn(known, name)))
}

function placed(fields: Fields, [head = '', ...rest]: readonly string[], value: Value): Fields {
  const inner = fields[head]
  if (rest.length === 0)
    return { ...fields, [head]: isFields(value) && isFields(inner) ? { ...value, ...inner } : value }
  return { ...fields, [head]: placed(isFields(inner) ? inner : {}, rest, value) }
}
