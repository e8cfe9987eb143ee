import { type Diagnostic, problem } from '../../../model/diagnostic.ts'
import { type Entity, handleOf } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { clear } from '../../../model/secret.ts'
import { describe, type KindByName, placeText, valueText } from './describe.ts'
import type { Directory } from './directory.ts'

/** A group of fields in which no two entities of a kind may be equal. */
interface Group {
  fields: readonly string[]
  /** The kinds that those of them lead to which are references. */
  leads: readonly (string | undefined)[]
  /** A natural key that the controller does not keep unique: two with ids of their own may share it. */
  byKeyOnly: boolean
}

/** A group with the first entity for each of its values. */
interface Index extends Group {
  first: Map<unknown, Entity>
}

/**
 * Makes the test whether values of a group were there before, to be asked about each entity of a state in turn: of most states none
 * are, and nobody needs to know of the first one.
 */
export function repetitionTest(directory: Directory, kinds: KindByName): (entity: Entity) => boolean {
  const seenBy = new Map<string, readonly (Group & { seen: Set<unknown> })[]>()
  const numberOf = numbering()
  return (entity) => {
    let known = seenBy.get(entity.kind)
    if (known === undefined) {
      const kind = kinds.get(entity.kind)
      known = kind ? groupsOf(kind).map((each) => ({ ...each, seen: new Set() })) : []
      seenBy.set(entity.kind, known)
    }
    for (const each of known) {
      const key = keyOf(entity, each, directory, numberOf)
      if (key === undefined) continue
      const { size } = each.seen
      if (each.seen.add(key).size === size) return true
    }
    return false
  }
}

/** Finds what is given twice: ids, natural keys, unique values, and a plugin twice in one scope. Messages name both places. */
export function findDuplicates(entities: readonly Entity[], directory: Directory, kinds: KindByName): Diagnostic[] {
  const indexes = new Map<string, readonly Index[]>()
  const found: Diagnostic[] = []
  const numberOf = numbering()
  for (const entity of entities) {
    const kind = kinds.get(entity.kind)
    if (!kind) continue
    const known = indexes.get(kind.name) ?? groupsOf(kind).map((each) => ({ ...each, first: new Map() }))
    indexes.set(kind.name, known)
    for (const index of known) {
      const key = keyOf(entity, index, directory, numberOf)
      if (key === undefined) continue
      const first = index.first.get(key)
      if (first === undefined) index.first.set(key, entity)
      else if (!index.byKeyOnly || !differ(first, entity)) found.push(duplicate(first, entity, kind, index, kinds))
    }
  }
  return onePerEntity(found)
}

function groupsOf(kind: Kind): Group[] {
  const named = new Set(kind.unique.map((fields) => fields.join()))
  const keys = kind.keys.slice(0, 1).filter((fields) => !named.has(fields.join()))
  return [
    ...[['id'], ...kind.unique].map((fields) => group(kind, fields, false)),
    ...keys.map((fields) => group(kind, fields, true)),
  ]
}

function group(kind: Kind, fields: readonly string[], byKeyOnly: boolean): Group {
  const leads = fields.map((field) => kind.references.find((each) => each.field === field)?.kind)
  return { fields, leads, byKeyOnly }
}

/** Gives each entity that is asked about a number of its own. */
function numbering(): (entity: Entity) => number {
  const numbers = new Map<Entity, number>()
  return (entity) => {
    const number = numbers.get(entity) ?? numbers.size
    numbers.set(entity, number)
    return number
  }
}

/** Identity of a group's values, or undefined where one is missing. A reference that is not given counts as none. */
function keyOf(
  entity: Entity,
  { fields, leads }: Group,
  directory: Directory,
  numberOf: (entity: Entity) => number,
): unknown {
  const [only] = fields
  const value = only === undefined || fields.length > 1 ? undefined : fieldKey(entity, only)
  if (typeof value === 'string') return value
  if (only === 'id') return undefined
  // Never equal to a text that is the only value of its group.
  let key = '\u0000'
  let isSet = false
  for (let index = 0; index < fields.length; index++) {
    const [field = '', kind] = [fields[index], leads[index]]
    const part = kind === undefined ? fieldKey(entity, field) : targetKey(entity, kind, field, directory, numberOf)
    if (part !== undefined) isSet = true
    else if (kind === undefined) return undefined
    key += partKey(part)
  }
  return isSet ? key : undefined
}

/** Written so that where a part ends can be told from the part alone. */
function partKey(part: unknown): string {
  if (typeof part === 'number') return `${part},`
  return typeof part === 'string' ? `${part.length}:${part},` : `${JSON.stringify(part ?? null)},`
}

function fieldKey(entity: Entity, field: string): unknown {
  if (field === 'id') return entity.id?.toLowerCase()
  return clear(entity.fields[field]) ?? undefined
}

function targetKey(
  entity: Entity,
  kind: string,
  field: string,
  directory: Directory,
  numberOf: (entity: Entity) => number,
): unknown {
  const target = entity.refs[field]
  if (target === undefined || Array.isArray(target)) return undefined
  const led = directory.find(kind, target)
  return (led && numberOf(led)) ?? ('entity' in target ? undefined : handleOf(target))
}

function differ(a: Entity, b: Entity): boolean {
  return a.id !== undefined && b.id !== undefined && a.id !== b.id
}

function duplicate(first: Entity, again: Entity, kind: Kind, group: Group, kinds: KindByName): Diagnostic {
  const said = describe(again, kinds)
  const isPlugin = kind.name === 'plugin' && group.fields.length > 1
  const own = group.fields.filter((field) => !kind.references.some((reference) => reference.field === field))
  const twice = isPlugin ? 'twice in the same scope' : 'twice'
  const message =
    isPlugin || own.length === 0
      ? `${said} is given ${twice}; the other one is at ${placeText(first.place)}`
      : `${said}: ${valuesText(again, kind, own)} is also that of ${describe(first, kinds)} at ${placeText(first.place)}`
  const [field] = own
  const isShown = field !== undefined && field in again.fields
  const path = again.place && [...again.place.path, ...(isShown ? [field] : [])]
  const away = own.length === 0 ? 'remove one of them' : 'remove one of them, or rename it'
  const hint = isPlugin ? 'Kong takes one instance of a plugin for each scope' : away
  return problem('duplicate', message, { hint, ...(again.place && path ? { place: { ...again.place, path } } : {}) })
}

/** The fields in words, with their values where those may be seen. */
function valuesText(entity: Entity, kind: Kind, fields: readonly string[]): string {
  return fields
    .map((field) => {
      const value = field === 'id' ? entity.id : entity.fields[field]
      const isHidden = kind.secret.includes(field) || (typeof value === 'string' && value.includes('\n'))
      return isHidden ? field : `${field} ${valueText(value)}`
    })
    .join(' and ')
}

/** An entity copied as a whole breaks several rules at once; the first says enough. */
function onePerEntity(found: readonly Diagnostic[]): Diagnostic[] {
  const places = new Set<string>()
  return found.filter(({ place, message }) => {
    const entity = place === undefined ? message : JSON.stringify([place.file, place.document, message.split(':')[0]])
    if (places.has(entity)) return false
    places.add(entity)
    return true
  })
}
