import type { Cause, Change, FieldChange } from '../../model/change.ts'
import type { Kind } from '../../model/kind.ts'
import type { TypeOf } from '../../model/provider.ts'
import { isFields } from '../../model/secret.ts'
import type { Fields, Value } from '../../model/value.ts'
import type { Stamp } from '../saved/fingerprint.ts'
import { isCovered, type Lists } from './cover.ts'
import { keyOfEntity } from './gather.ts'
import { type Layout, layoutOf, slotOf } from './layout.ts'
import { isComparable, isKey, type Seal, sealOf } from './mark.ts'
import { isShared, type Marked, markInto } from './marks.ts'
import type { Memory, Remembered } from './remembered.ts'

/** What telling causes takes beside the differences. */
export interface AttributeOptions {
  memory: Memory
  kinds: readonly Kind[]
  typeOf: TypeOf
  /** Absent where there is no key of fingerprints, or another one than the record's. */
  stamp?: Stamp | undefined
  /** The exclusion lists of this run. */
  lists: Lists
}

interface Asking extends AttributeOptions {
  seal: Seal
  rows: ReadonlyMap<string, Kind>
  /** Entities that went and would come back under another id: the new id, and the one that the record knows. */
  renewed: Map<string, string>
}

/** A difference with what the record has of its entity. */
interface Found {
  change: Change
  was: Remembered | undefined
}

/**
 * Tells of each difference between controller and files which side changed since both were the same.
 * @param changes in the order of a plan: entities before those that belong to them
 */
export function attribute(changes: readonly Change[], options: AttributeOptions): Change[] {
  const { memory, kinds, stamp } = options
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const asking: Asking = { ...options, rows, renewed: new Map(), seal: sealOf(memory.head.salt, stamp) }
  const found = changes.map((change): Found => ({ change, was: lookUp(change, asking) }))
  return withCounterparts(found).map((each) => judged(each, asking))
}

function lookUp(change: Change, asking: Asking): Remembered | undefined {
  const { memory, rows, renewed, seal } = asking
  const kind = rows.get(change.kind)
  if (kind === undefined) return undefined
  const ids = [change.oldId, change.entityId].filter((id) => id !== undefined)
  const fields = withOldIds(change.after ?? change.before ?? {}, kind, renewed)
  const was =
    ids.map((id) => memory.byId(kind.name, id)).find((each) => each !== undefined) ??
    memory.byKey(kind.name, keyOfEntity(kind, fields, fields, seal))
  if (
    was &&
    was.id !== '' &&
    change.action !== 'delete' &&
    change.entityId !== undefined &&
    change.entityId !== was.id
  ) {
    renewed.set(change.entityId, was.id)
  }
  return was
}

/** References as the record knows them. */
function withOldIds(fields: Fields, { references }: Kind, renewed: ReadonlyMap<string, string>): Fields {
  if (renewed.size === 0) return fields
  const result: Fields = { ...fields }
  for (const { field } of references) {
    const value = fields[field]
    if (value !== undefined) result[field] = withOldId(value, renewed)
  }
  return result
}

function withOldId(value: Value, renewed: ReadonlyMap<string, string>): Value {
  if (Array.isArray(value)) return value.map((each) => withOldId(each, renewed))
  if (typeof value === 'string') return renewed.get(value) ?? value
  return isFields(value) && value.id !== undefined ? { ...value, id: withOldId(value.id, renewed) } : value
}

/** What is missing here and extra there, and was one entity, was moved or renamed at the controller. */
function withCounterparts(found: readonly Found[]): Found[] {
  const extra = new Map<string, Change>()
  for (const { change } of found) if (change.action === 'delete') extra.set(nameOf(change, change.entityId), change)
  const pairs = new Map<Change, Change>()
  for (const { change, was } of found) {
    const other = change.action === 'create' && was ? extra.get(nameOf(change, was.id)) : undefined
    if (other) pairs.set(change, other).set(other, change)
  }
  return found.map(({ change, was }) => {
    const other = pairs.get(change)
    return { change: other ? { ...change, counterpart: other.label } : change, was }
  })
}

const nameOf = ({ kind }: Change, id: string | undefined): string => `${kind} ${id ?? ''}`

function judged({ change, was }: Found, asking: Asking): Change {
  if (change.counterpart !== undefined) return { ...change, cause: 'gateway' }
  if (was === undefined) return { ...change, ...unremembered(change, asking) }
  const fields = change.fields.map((field) => ({ ...field, cause: causeOfField(field, change, was, asking) }))
  if (change.action === 'create')
    return { ...change, cause: isAsRemembered(change, change.after, was, asking) ? 'gateway' : 'both' }
  if (change.action === 'delete')
    return { ...change, cause: isAsRemembered(change, change.before, was, asking) ? 'file' : 'both' }
  return { ...change, fields, cause: joined(fields.map(({ cause }) => cause)) }
}

/** What the record should have and has not was made since, unless it could not be recognised. */
function unremembered(change: Change, asking: Asking): Pick<Change, 'cause' | 'fields'> {
  const { action, before, after, fields } = change
  const isKnown = isCoveredChange(change, asking) && (action !== 'create' || isRecognisable(change, asking))
  const cause = !isKnown ? 'unknown' : action === 'create' ? 'file' : action === 'delete' ? 'gateway' : 'both'
  const hasBoth = before !== undefined && after !== undefined
  return { cause, fields: hasBoth ? fields.map((field) => ({ ...field, cause })) : fields }
}

function isCoveredChange({ kind, before, after }: Change, { memory, lists }: Asking): boolean {
  const covers = memory.head.covers[kind] ?? []
  const sides = [before, after].filter((side) => side !== undefined)
  return sides.every((side) => isCovered(side, covers, lists))
}

/** An entity that went, and whose key is secret, comes back as another one. */
function isRecognisable({ kind: name, after = {} }: Change, { rows, seal }: Asking): boolean {
  const kind = rows.get(name)
  return kind !== undefined && isKey(keyOfEntity(kind, after, after, seal))
}

/** Of several fields, those that tell decide. */
function joined(causes: readonly Cause[]): Cause {
  const told = [...new Set(causes.filter((cause) => cause !== 'unknown'))]
  const [first = 'unknown'] = told
  return told.length > 1 ? 'both' : first
}

function causeOfField({ path }: FieldChange, change: Change, was: Remembered, asking: Asking): Cause {
  if (path === 'id') return was.id === change.oldId ? 'file' : was.id === change.entityId ? 'gateway' : 'both'
  const { before = {}, after = {} } = change
  const kind = asking.rows.get(change.kind)
  if (kind === undefined || was.marks === undefined || isShared(kind, before) || isShared(kind, after)) return 'unknown'
  const layout = layoutOf(kind, asking.typeOf({ kind: change.kind, fields: after }))
  const name = slotOf(path, layout)
  const at = layout.names.indexOf(name)
  const wanted = withOldIds(after, kind, asking.renewed)
  const here = marksOf({ fields: before, guide: wanted, owner: was.owner }, layout, asking.seal)[at] ?? 0
  const there = marksOf({ fields: wanted, guide: before, owner: was.owner }, layout, asking.seal)[at] ?? 0
  const then = was.marks.get(name) ?? 0
  return then === 0 && layout.made.has(name) ? 'unknown' : causeOf(then, here, there)
}

function marksOf(marked: Marked, layout: Layout, seal: Seal): Uint32Array {
  const row = new Uint32Array(layout.names.length)
  markInto(row, marked, layout, seal)
  return row
}

function causeOf(was: number, here: number, there: number): Cause {
  if (here === there || !isComparable(was, here) || !isComparable(was, there)) return 'unknown'
  if (was === here) return 'file'
  return was === there ? 'gateway' : 'both'
}

/** Whether one side of an entity that the other does not have is as it was, as far as can be told. */
function isAsRemembered(change: Change, side: Fields = {}, was: Remembered, asking: Asking): boolean {
  const kind = asking.rows.get(change.kind)
  const { marks } = was
  if (kind === undefined || marks === undefined || isShared(kind, side)) return true
  const layout = layoutOf(kind, asking.typeOf({ kind: change.kind, fields: side }))
  const own = marksOf({ fields: withOldIds(side, kind, asking.renewed), owner: was.owner }, layout, asking.seal)
  return layout.names.every((name, at) => {
    const [now, then] = [own[at] ?? 0, marks.get(name) ?? 0]
    return now === then || (then === 0 && layout.made.has(name)) || !isComparable(now, then)
  })
}
