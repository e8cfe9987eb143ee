import type { Kind } from '../../src/model/kind.ts'
import type { TypeOf } from '../../src/model/provider.ts'
import type { Type } from '../../src/model/type.ts'

const text: Type = { type: 'string' }

/** Types that are enough for planning: the fields that kind rows name, with a few defaults. */
export function simpleTypes(kinds: readonly Kind[], more: Record<string, Record<string, Type>> = {}): TypeOf {
  const types = new Map(kinds.map((kind) => [kind.name, typeOfKind(kind, more[kind.name] ?? {})]))
  return ({ kind }) => types.get(kind)
}

function typeOfKind(kind: Kind, more: Record<string, Type>): Type {
  const fields = new Map<string, Type>()
  for (const group of [...kind.keys, ...kind.unique]) for (const field of group) fields.set(field, text)
  for (const field of kind.secret) if (!field.includes('.')) fields.set(field, { type: 'string', secret: true })
  for (const reference of kind.references)
    fields.set(reference.field, reference.many ? { type: 'set', of: text } : { type: 'foreign' })
  fields.set('tags', { type: 'set', of: text })
  for (const [name, type] of Object.entries(more)) fields.set(name, type)
  return { type: 'record', fields }
}
