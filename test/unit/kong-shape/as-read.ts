import { createHash } from 'node:crypto'
import type { Entity, Target } from '../../../src/model/entity.ts'
import { clear } from '../../../src/model/secret.ts'
import type { Fields, Value } from '../../../src/model/value.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { nameFields } from '../../../src/providers/kong/shape/reference.ts'
import { kindByName } from '../../../src/providers/kong/shape/sections.ts'

/** Turns entities of files into what a controller would answer after they were written: ids given, references `{id}`. */
export function asRead(entities: readonly Entity[]): Entity[] {
  const ids = new Map(entities.map((entity, index) => [entity, entity.id ?? inventId(String(index))]))
  return entities.map((entity) => {
    const fields: Fields = { ...entity.fields }
    for (const [field, target] of Object.entries(entity.refs)) {
      const found = kinds.find((kind) => kind.name === entity.kind)?.references.find((each) => each.field === field)
      const toValue = (each: Target): Value => idOf(each, found?.kind ?? '', entities, ids)
      fields[field] = Array.isArray(target) ? target.map(toValue) : { id: toValue(target) }
    }
    return { kind: entity.kind, id: ids.get(entity) ?? '', fields, refs: {} }
  })
}

function inventId(seed: string): string {
  const hex = createHash('sha1').update(seed).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

function idOf(target: Target, kind: string, entities: readonly Entity[], ids: Map<Entity, string>): string {
  if ('entity' in target) return ids.get(target.entity) ?? ''
  if ('id' in target) return target.id
  const text = 'name' in target ? target.name : target.nameOrId
  const names = nameFields(kindByName.get(kind))
  const match = entities.find(
    (each) => each.kind === kind && (each.id === text || names.some((name) => clear(each.fields[name]) === text)),
  )
  return match === undefined ? text : (ids.get(match) ?? '')
}
