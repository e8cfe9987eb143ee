import type { Kind } from '../../model/kind.ts'
import type { Type } from '../../model/type.ts'

/** A part of an entity that is marked by itself: a field at the top, or one of a record there. */
export interface Slot {
  /** Where its mark stands. */
  index: number
  type: Type | undefined
  /** The field is a record, and its parts have marks of their own. */
  within?: Slots
}

/** Parts by the name of the field; those of whom nothing is noted have none. */
export interface Slots {
  byField: ReadonlyMap<string, Slot | undefined>
  /** Of all that the type does not know. */
  rest: number
}

/** The parts of the entities of one type. */
export interface Layout extends Slots {
  /** `host`, `config.minute`; `*` and `config.*` stand for all that the type does not know. */
  names: readonly string[]
  /** Those that the controller makes when a file is silent: what it made of them was not seen at a create. */
  made: ReadonlySet<string>
}

const REST = '*'

/** Stands for the type of what has none. */
const UNTYPED: Type = { type: 'any' }

const layouts = new WeakMap<Kind, WeakMap<Type, Layout>>()

/** Tells which parts of an entity are marked: all but what the controller alone sets, what runs down, and hashes. */
export function layoutOf(kind: Kind, type: Type = UNTYPED): Layout {
  const ofKind = layouts.get(kind) ?? new WeakMap<Type, Layout>()
  layouts.set(kind, ofKind)
  const layout = ofKind.get(type) ?? makeLayout(kind, type)
  ofKind.set(type, layout)
  return layout
}

function makeLayout({ readOnly, hashed, elapsing, generated }: Kind, type: Type): Layout {
  const left = ['id', ...readOnly, ...(hashed ? [hashed.field] : []), ...(elapsing ? [elapsing] : [])]
  const names: string[] = []
  const made = new Set(generated)
  const { byField, rest } = slotsOf(type, '', names, made)
  return { byField: new Map([...byField, ...left.map((name) => [name, undefined] as const)]), rest, names, made }
}

function slotsOf({ fields }: Type, prefix: string, names: string[], made: Set<string>): Slots {
  const byField = new Map<string, Slot | undefined>()
  for (const [name, type] of fields ?? [])
    byField.set(name, type.replacedBy ? undefined : slot(name, type, prefix, names, made))
  return { byField, rest: names.push(`${prefix}${REST}`) - 1 }
}

function slot(name: string, type: Type, prefix: string, names: string[], made: Set<string>): Slot {
  if (type.generated) made.add(`${prefix}${name}`)
  const isOpen = prefix === '' && type.type === 'record' && type.fields !== undefined && type.secret !== true
  if (!isOpen) return { index: names.push(`${prefix}${name}`) - 1, type }
  const within = slotsOf(type, `${name}.`, names, made)
  return { index: within.rest, type, within }
}

/** The name of the part that the path of a difference falls into: `config.redis.host` into `config.redis`. */
export function slotOf(path: string, { names }: Pick<Layout, 'names'>): string {
  const [head = '', next = REST] = path.replaceAll(/\[\d+\]/g, '').split('.')
  const candidates = [`${head}.${next}`, head, `${head}.${REST}`]
  return candidates.find((name) => names.includes(name)) ?? REST
}
