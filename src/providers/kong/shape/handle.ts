import type { Entity } from '../../../model/entity.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { Value } from '../../../model/value.ts'
import { handleField, kindByName } from './sections.ts'

/** The id inside a reference as Kong writes it, `{id}`. */
export function idOf(value: Value | undefined): string | undefined {
  const id = isFields(value) ? clear(value.id) : undefined
  return typeof id === 'string' ? id : undefined
}

/** What a file calls an entity by: its name-like field, where the kind has one that is filled. */
export function handleOf(entity: Entity): string | undefined {
  const field = handleField(entity.kind)
  const value = field === undefined ? undefined : clear(entity.fields[field])
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The text by which a reference to an entity is written: its name, else its id. */
export function referenceText(entity: Entity | undefined, id: string): string {
  const kind = entity && kindByName.get(entity.kind)
  return entity === undefined || kind?.keepId ? id : (handleOf(entity) ?? id)
}
