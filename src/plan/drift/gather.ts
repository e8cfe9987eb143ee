import type { AppliedGroup } from '../../model/applied.ts'
import type { Change } from '../../model/change.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { TypeOf } from '../../model/provider.ts'
import { Secret } from '../../model/secret.ts'
import type { Fields } from '../../model/value.ts'
import { keyOf, publicKey } from '../keys.ts'
import type { Kept } from '../plan.ts'
import { type AppliedEntity, GroupPacker } from './group.ts'
import { type Layout, layoutOf } from './layout.ts'
import { type KeyMark, keyMark, type Seal, secretKeyMark } from './mark.ts'
import { isShared, markInto } from './marks.ts'

/** What was applied, whole. */
export interface AppliedPlan {
  plan: Pick<Plan, 'changes'>
  kept: readonly Kept[]
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
const UNMARKED: Pick<Layout, 'names'> = { names: [] }

/** Makes of a plan that was applied what a record holds of it: the entities that files and controller have alike. */
export function gather(applied: AppliedPlan, seal: Seal): AppliedGroup[] {
  const rows = new Map(applied.kinds.map((kind) => [kind.name, kind]))
  const packer = new GroupPacker()
  const marks = new Map<Layout, Uint32Array>()
  for (const entity of settled(applied)) {
    const kind = rows.get(entity.kind)
    if (kind === undefined) continue
    const layout = isShared(kind, entity.fields) ? undefined : layoutOf(kind, applied.typeOf(entity))
    const { names } = layout ?? UNMARKED
    // One row serves all entities of a form: the packer copies it.
    const row = (layout && marks.get(layout)) ?? new Uint32Array(names.length)
    if (layout) marks.set(layout, row)
    packer.add(kind.name, names, appliedEntity(entity, kind, { layout, row }, seal))
  }
  return packer.done()
}

function* settled({ plan, kept, drawn }: AppliedPlan): Generator<Settled> {
  for (const { desired, current } of kept) {
    yield { kind: current.kind, id: current.id ?? '', fields: current.fields, guide: desired.fields }
  }
  for (const change of plan.changes) {
    if (change.action === 'delete') continue
    yield { kind: change.kind, id: idOf(change, drawn), fields: change.after ?? NOTHING }
  }
}

const idOf = ({ id, entityId }: Change, drawn: ReadonlyMap<string, string>): string => entityId ?? drawn.get(id) ?? ''

function appliedEntity(entity: Settled, kind: Kind, { layout, row }: Form, seal: Seal): AppliedEntity {
  const { id, fields, guide } = entity
  const key = keyOfEntity(kind, fields, guide ?? fields, seal)
  if (layout) markInto(row, { fields, guide, owner: ownerOf(id, key) }, layout, seal)
  return { id, key, marks: row }
}

interface Form {
  layout: Layout | undefined
  row: Uint32Array
}

/** What the marks of an entity are made for. */
export function ownerOf(id: string, key: KeyMark): string {
  return id === '' ? key.join('.') : id
}

const NO_KEY: KeyMark = [0, 0]

/** A mark of the key by which a file and a controller know an entity; zeros where that is secret and has no fingerprint. */
export function keyOfEntity(kind: Kind, fields: Fields, guide: Fields, seal: Seal): KeyMark {
  if (kind.secretKey || kind.keys.some((group) => group.some((field) => guide[field] instanceof Secret))) {
    const secret = keyOf(kind, kind.keys[0] ?? [], fields)
    return (secret === undefined ? undefined : secretKeyMark(kind.name, secret, seal)) ?? NO_KEY
  }
  const key = publicKey(kind, fields)
  return key === undefined ? NO_KEY : keyMark(kind.name, key, seal)
}
