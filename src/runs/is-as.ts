import type { Entity } from '../model/entity.ts'
import type { TypeOf } from '../model/provider.ts'
import { differences } from '../plan/differences.ts'
import type { Image, Touched } from './touched.ts'

/** Tells whether an entity is as an image has it. */
export function isAs(
  image: Image,
  held: Entity | undefined,
  touched: Pick<Touched, 'kind' | 'id'>,
  typeOf: TypeOf,
): boolean {
  if (image === 'absent' || held === undefined) return image === 'absent' && held === undefined
  return differences(entityOf(touched, image), held, touched.kind, typeOf).length === 0
}

/** An image as an entity; a lifetime that it does not have is said. */
export function entityOf({ kind, id }: Pick<Touched, 'kind' | 'id'>, image: Exclude<Image, 'absent'>): Entity {
  const forever = kind.elapsing !== undefined && image[kind.elapsing] === undefined ? { [kind.elapsing]: null } : {}
  return { kind: kind.name, fields: { ...image, ...forever }, refs: {}, ...(id !== undefined && { id }) }
}
