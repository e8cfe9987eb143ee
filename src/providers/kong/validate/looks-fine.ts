import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { checkedData } from './checked-data.ts'
import { compileFit } from './compile-fit.ts'
import { runRules } from './rules/run-rules.ts'

/** Tells that `checkEntity` would find nothing; it may be in doubt where that one is not. */
export function looksFine(entity: Entity, kind: Kind, schema: JsonSchema): boolean {
  const { read, data, plugin } = checkedData(entity, kind)
  if (read.empty.length > 0) return false
  return compileFit(schema)(data) && runRules(kind.name, data, plugin).length === 0
}
