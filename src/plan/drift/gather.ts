import type { AppliedEntity, AppliedGroup } from '../../model/applied.ts'
import type { Change } from '../../model/change.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { TypeOf } from '../../model/provider.ts'
import { Secret } from '../../model/secret.ts'
import type { Fields } from '../../model/value.ts'
import { publicKey } from '../keys.ts'
import { type Layout, layoutOf } from './layout.ts'
import { keyMark, type Seal } from './mark.ts'
import { isShared, marksOf, packed } from './marks.ts'

/** What was applied, whole. */
export interface AppliedPlan {
  plan: Pick<Plan, 'changes' | 'kept'>
  kinds: readonly Kind[]
  typeOf: TypeOf
  /** Ids that were drawn when it was applied, by change. */
  drawn: ReadonlyMap<string, string>
}

/** An entity as it is on both sides by now. */
interface Settled {
  kind: string
  id: string
  fields: Fields
  guide?: Fields
}

const NOTHING: Fields = {}

/** Makes of a plan that was applied what a record holds of it: what the files have of each kind, one group for each form of it. */
export function gather(applied: AppliedPlan, seal: Seal): AppliedGroup[] {
  const rows = new Map(applied.kinds.map((kind) => [kind.name, kind]))
  const groups = new Map<Layout, AppliedGroup>()
  for (const entity of settled(applied)) {
    const kind = rows.get(entity.kind)
    if (kind === undefined) continue
    const layout = layoutOf(kind, applied.typeOf(entity))
    const group = groups.get(layout) ?? { kind: kind.name, fields: layout.names, entities: [] }
    groups.set(layout, group)
    group.entities.push(marked(entity, kind, layout, seal))
  }
  return [...groups.values()]
}

function* settled({ plan, drawn }: AppliedPlan): Generator<Settled> {
  for (const { desired, current } of plan.kept ?? []) {
    yield { kind: current.kind, id: current.id ?? '', fields: current.fields, guide: desired.fields }
  }
  for (const change of plan.changes) {
    if (change.action === 'delete') continue
    yield { kind: change.kind, id: idOf(change, drawn), fields: change.after ?? NOTHING }
  }
}

const idOf = ({ id, entityId }: Change, drawn: ReadonlyMap<string, string>): string => entityId ?? drawn.get(id) ?? ''

function marked(entity: Settled, kind: Kind, layout: Layout, seal: Seal): AppliedEntity {
  const { id, fields, guide } = entity
  const key = keyOfEntity(kind, fields, guide ?? fields, seal)
  const owner = id === '' ? key : id
  if (isShared(kind, fields)) return [id, key, '']
  return [id, key, packed(marksOf({ fields, guide, owner }, layout, seal))]
}

/** A mark of the key by which a file and a controller know an entity; empty where it is secret. */
export function keyOfEntity(kind: Kind, fields: Fields, guide: Fields, seal: Seal): string {
  if (kind.keys.some((group) => group.some((field) => guide[field] instanceof Secret))) return ''
  const key = publicKey(kind, fields)
  return key === undefined ? '' : keyMark(kind.name, key, seal)
}
