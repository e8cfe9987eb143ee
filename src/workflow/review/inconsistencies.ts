import type { Diagnostic, Place, Position } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Inconsistency } from '../../model/inconsistency.ts'
import type { Kind } from '../../model/kind.ts'
import { nameOf } from '../../plan/label.ts'

/** What diagnostics are about. */
export interface Subject {
  kinds: readonly Kind[]
  entities: readonly Entity[]
  workspace?: string
  locate(place: Place): Position
}

/**
 * Says of each diagnostic what it is about and what can be done; what is told twice of one place comes once. Errors come first, then it
 * goes by section and name.
 */
export function inconsistencies(diagnostics: readonly Diagnostic[], subject: Subject): Inconsistency[] {
  const known = new Map(subject.entities.flatMap((entity) => (entity.place ? [[placeKey(entity.place), entity]] : [])))
  const rows = new Map<string, Inconsistency>()
  for (const each of diagnostics) {
    const key = each.place ? `${each.code} ${placeKey(each.place)}` : `${each.code} ${each.message}`
    if (!rows.has(key)) rows.set(key, rowOf(each, subject, each.place && entityAt(each.place, known)))
  }
  return [...rows.values()].sort(inOrder)
}

const placeKey = ({ file, document = 0, path }: Place): string => JSON.stringify([file, document, ...path])

/** The innermost entity that a place lies in. */
function entityAt(place: Place, known: ReadonlyMap<string, Entity>): Entity | undefined {
  for (let length = place.path.length; length > 0; length--) {
    const found = known.get(placeKey({ ...place, path: place.path.slice(0, length) }))
    if (found) return found
  }
  return undefined
}

function rowOf(each: Diagnostic, subject: Subject, entity: Entity | undefined): Inconsistency {
  const { kinds, workspace, locate } = subject
  const name = entity?.kind ?? each.about?.kind
  const kind = kinds.find((row) => row.name === name) ?? kinds.find(({ section }) => section === each.place?.path[0])
  const at = each.at ?? (each.place && locate(each.place))
  return {
    level: each.level,
    code: each.code,
    ...(workspace !== undefined && { workspace }),
    configuration: kind?.section ?? '',
    entity: name ?? kind?.name ?? '',
    name: (entity && kind && entityName(entity, kind, kinds)) ?? each.about?.name ?? '',
    reason: each.message,
    resolution: each.hint ?? (each.place ? 'correct it in the state file' : 'see the reason'),
    ...(at && { at }),
  }
}

/** An entity's name, and what it stands under in the file. */
function entityName({ fields, id, refs }: Entity, kind: Kind, kinds: readonly Kind[]): string | undefined {
  const own = nameOf(kind, fields) ?? id
  const above = kind.references.flatMap(({ field, nested }) => {
    const target = nested === undefined ? undefined : refs[field]
    if (target === undefined || Array.isArray(target) || !('entity' in target)) return []
    const parent = kinds.find(({ name }) => name === target.entity.kind)
    const name = parent && nameOf(parent, target.entity.fields)
    return name === undefined ? [] : [`of ${target.entity.kind} ${name}`]
  })
  const parts = [...(own === undefined ? [] : [own]), ...above.slice(0, 1)]
  return parts.length === 0 ? undefined : parts.join(' ')
}

function inOrder(one: Inconsistency, other: Inconsistency): number {
  return (
    compare(one.level, other.level) ||
    compare(one.configuration, other.configuration) ||
    compare(one.name, other.name) ||
    compare(one.reason, other.reason)
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
