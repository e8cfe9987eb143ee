import type { Kind } from '../../model/kind.ts'
import type { Type } from '../../model/type.ts'

/** A part of an entity that is marked by itself: a field at the top, or one of a record there. */
export interface Slot {
  /** `host`, `config.minute`; `*` and `config.*` stand for all that the type does not know. */
  name: string
  /** The field at the top. */
  field: string
  /** The field inside it. */
  inner?: string
  type?: Type
}

/** The parts of the entities of one type. */
export interface Layout {
  slots: readonly Slot[]
  names: readonly string[]
  /** Fields at the top that no mark is about, or that have slots of their own. */
  known: ReadonlySet<string>
  /** The same of each record, by its field. */
  within: ReadonlyMap<string, ReadonlySet<string>>
}

/** The rest of a record: what its type does not know. */
export const REST = '*'

const layouts = new WeakMap<Kind, WeakMap<Type, Layout>>()

/** Tells which parts of an entity are marked: all but what the controller alone sets, what runs down, and hashes. */
export function layoutOf(kind: Kind, type: Type | undefined): Layout {
  if (type === undefined) return makeLayout(kind, undefined)
  const ofKind = layouts.get(kind) ?? new WeakMap<Type, Layout>()
  layouts.set(kind, ofKind)
  const layout = ofKind.get(type) ?? makeLayout(kind, type)
  ofKind.set(type, layout)
  return layout
}

function makeLayout(kind: Kind, type: Type | undefined): Layout {
  const left = new Set(['id', ...kind.readOnly])
  if (kind.hashed) left.add(kind.hashed.field)
  if (kind.elapsing) left.add(kind.elapsing)
  const known = new Set(left)
  const within = new Map<string, ReadonlySet<string>>()
  const slots: Slot[] = []
  for (const [field, inner] of type?.fields ?? []) {
    known.add(field)
    if (inner.replacedBy || left.has(field)) continue
    if (inner.type !== 'record' || inner.fields === undefined || inner.secret)
      slots.push({ name: field, field, type: inner })
    else {
      within.set(field, new Set(inner.fields.keys()))
      for (const slot of recordSlots(field, inner.fields)) slots.push(slot)
    }
  }
  slots.push({ name: REST, field: REST })
  return { slots, names: slots.map(({ name }) => name), known, within }
}

function recordSlots(field: string, fields: ReadonlyMap<string, Type>): Slot[] {
  const own = [...fields].filter(([, type]) => !type.replacedBy)
  const slots = own.map(([inner, type]): Slot => ({ name: `${field}.${inner}`, field, inner, type }))
  return [...slots, { name: `${field}.${REST}`, field, inner: REST }]
}

/** The name of the slot that the path of a difference falls into: `config.redis.host` into `config.redis`. */
export function slotOf(path: string, { names }: Pick<Layout, 'names'>): string {
  const [head = '', next] = path.replaceAll(/\[\d+\]/g, '').split('.')
  const candidates = next === undefined ? [head] : [`${head}.${next}`, `${head}.${REST}`, head]
  return candidates.find((name) => names.includes(name)) ?? REST
}
