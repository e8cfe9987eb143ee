import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import type { TypeOf } from '../model/provider.ts'
import { isAs } from './is-as.ts'
import type { StepFate } from './step-fates.ts'
import { handleOf, type Image } from './touched.ts'

/** What a look at the controller tells of a write of which the end is not known. */
export type Verdict = 'applied' | 'not applied' | 'unknown'

/**
 * Tells of writes of which the end is not known whether they took effect, by what the controller holds now.
 * @param fates the pending steps of one workspace
 * @param read entities of their kinds
 * @param kinds the rows of the kinds
 * @param typeOf the types of the entities and of what the steps write
 * @returns by id of the step; `unknown` where the entity is neither as it was nor as it was to be
 */
export function lookUp(
  fates: readonly StepFate[],
  read: readonly Entity[],
  kinds: readonly Kind[],
  typeOf: TypeOf,
): Map<string, Verdict> {
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const held = new Map(
    read.flatMap((entity) => {
      const kind = rows.get(entity.kind)
      return kind ? [[handleOf(kind, entity.id, entity.fields), entity] as const] : []
    }),
  )
  return new Map(fates.map((fate) => [fate.step.id, verdictOf(fate, rows.get(fate.step.kind), held, typeOf)]))
}

function verdictOf(
  { step }: StepFate,
  kind: Kind | undefined,
  held: ReadonlyMap<string, Entity>,
  typeOf: TypeOf,
): Verdict {
  if (kind === undefined) return 'unknown'
  const found = held.get(handleOf(kind, step.entityId, step.previous ?? step.body ?? {}))
  const meant: Image = step.action === 'delete' ? 'absent' : (step.body ?? {})
  const is = (image: Image): boolean => isAs(image, found, { kind, id: step.entityId }, typeOf)
  if (is(meant)) return 'applied'
  return is(step.previous ?? 'absent') ? 'not applied' : 'unknown'
}
