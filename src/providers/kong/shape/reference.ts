import type { Diagnostic, Place } from '../../../model/diagnostic.ts'
import type { Entity, Target } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import { clear, isFields, Secret } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { kindByName } from './sections.ts'
import { describeValue, inside, refuse, refuseEmpty } from './walk.ts'

/**
 * Reads a reference of a file: a name or id as text, or a mapping with `id` or a name (decK takes text for plugins
 * and mappings for routes and keys; both are taken everywhere). Undefined when it says nothing or is refused; a
 * value that is not known (a variable that is not set) says nothing.
 */
export function readReference(
  reference: Reference,
  value: Value | undefined,
  place: Place,
  diagnostics: Diagnostic[],
): Target | Target[] | undefined {
  if (value === undefined || value === null || refuseEmpty(diagnostics, place, value)) return undefined
  if (!reference.many) return readTarget(reference, value, place, diagnostics)
  if (!Array.isArray(value)) {
    refuse(
      diagnostics,
      place,
      'invalid-reference',
      `${reference.field} must be a list of ids, not ${describeValue(value)}`,
    )
    return undefined
  }
  const targets = value.map((each, index) => {
    const target = readTarget(reference, each, inside(place, index), diagnostics)
    return target && reference.records && isFields(each) ? { ...target, more: ownFields(each, reference.kind) } : target
  })
  return targets.filter((target) => target !== undefined)
}

/**
 * What a mapping that refers says beside the name: all but the id, the names and the tags of what it refers to, which
 * decK repeats in its dumps.
 */
export function ownFields(value: Fields, kind: string): Fields {
  const repeated = new Set(['id', 'tags', ...nameFields(kindByName.get(kind))])
  return Object.fromEntries(Object.entries(value).filter(([name]) => !repeated.has(name)))
}

function readTarget(reference: Reference, value: Value, place: Place, diagnostics: Diagnostic[]): Target | undefined {
  if ((value instanceof Secret && !value.known) || refuseEmpty(diagnostics, place, value)) return undefined
  const text = clear(value)
  if (typeof text === 'string' && text !== '') return { nameOrId: lowerId(text), ...hiddenIf(value) }
  const target = isFields(value) ? fromMapping(reference, value) : undefined
  if (target === undefined) {
    const hint = 'write its name or id'
    refuse(
      diagnostics,
      place,
      'invalid-reference',
      `${reference.field} must name a ${reference.kind}, not ${describeValue(value)}`,
      hint,
    )
  }
  return target
}

/** An id as the gateway takes it, in either case. */
export const UUID: RegExp = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The gateway keeps ids in lower case (recorded: services 45). */
const lowerId = (text: string): string => (UUID.test(text) ? text.toLowerCase() : text)

function fromMapping(reference: Reference, value: Fields): Target | undefined {
  const id = clear(value.id)
  if (typeof id === 'string' && id !== '') return { id: id.toLowerCase(), ...hiddenIf(value.id) }
  for (const field of nameFields(kindByName.get(reference.kind))) {
    const name = clear(value[field])
    if (typeof name === 'string' && name !== '') return { name, ...hiddenIf(value[field]) }
  }
  return undefined
}

const hiddenIf = (value: Value | undefined): { hidden?: true } => (value instanceof Secret ? { hidden: true } : {})

/** Fields by which entities of a kind can be named: its keys of one field that are no secret. */
export function nameFields(kind: Kind | undefined): string[] {
  const single = (kind?.keys ?? []).filter((group) => group.length === 1).flat()
  return single.filter((field) => !kind?.secret.includes(field) && !kind?.keepId)
}

/** Tells whether a reference leads to this very entity, as far as the file says. */
export function leadsTo(target: Target | Target[], entity: Entity): boolean {
  if (Array.isArray(target) || 'entity' in target) return false
  const names = nameFields(kindByName.get(entity.kind)).map((field) => clear(entity.fields[field]))
  if ('id' in target) return target.id === entity.id
  if ('name' in target) return names.includes(target.name)
  return target.nameOrId === entity.id || names.includes(target.nameOrId)
}
