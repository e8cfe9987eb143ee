import type { Diagnostic, Place } from '../../../model/diagnostic.ts'
import type { Kind } from '../../../model/kind.ts'
import { nearest } from '../../../model/nearest.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { describeValue, inside, refuse } from './walk.ts'

/** An entry of a section that holds several kinds. */
interface Entry {
  kind: Kind
  fields: Fields
  at: Place
}

/**
 * Reads a section such as decK's `custom_entities`, whose entries say their kind in `type` and what they hold in `fields`;
 * an `id` may stand beside. What is no such entry becomes a diagnostic.
 */
export function readShared(
  types: ReadonlyMap<string, Kind>,
  section: string,
  value: Value | undefined,
  place: Place,
  diagnostics: Diagnostic[],
): Entry[] {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) {
    refuse(diagnostics, place, 'wrong-type', `${section} must be a list, not ${describeValue(value)}`)
    return []
  }
  return value.flatMap((each, index) => entryOf(types, section, each, inside(place, index), diagnostics) ?? [])
}

function entryOf(
  types: ReadonlyMap<string, Kind>,
  section: string,
  value: Value,
  place: Place,
  diagnostics: Diagnostic[],
): Entry | undefined {
  if (!isFields(value)) {
    const message = `an entry of ${section} must be a mapping with type and fields, not ${describeValue(value)}`
    refuse(diagnostics, place, 'wrong-type', message)
    return undefined
  }
  for (const name of Object.keys(value))
    if (!['type', 'fields', 'id'].includes(name))
      refuse(diagnostics, inside(place, name), 'unknown-field', `an entry of ${section} has no ${name} beside fields`)
  const type = clear(value.type)
  const kind = typeof type === 'string' ? types.get(type) : undefined
  if (kind === undefined) refuseType(types, type, inside(place, 'type'), diagnostics)
  const { fields = {} } = value
  if (!isFields(fields)) {
    refuse(diagnostics, inside(place, 'fields'), 'wrong-type', `fields must be a mapping, not ${describeValue(fields)}`)
    return undefined
  }
  const id = value.id === undefined ? {} : { id: value.id }
  return kind && { kind, fields: { ...id, ...fields }, at: inside(place, 'fields') }
}

function refuseType(
  types: ReadonlyMap<string, Kind>,
  type: Value | undefined,
  place: Place,
  diagnostics: Diagnostic[],
): void {
  const known = [...types.keys()]
  const meant = typeof type === 'string' ? nearest(type, known) : undefined
  const message = `Keelson manages no custom entity ${typeof type === 'string' ? type : 'without a type'}`
  refuse(
    diagnostics,
    place,
    'unmanaged-section',
    message,
    meant ? `did you mean ${meant}?` : `one of ${known.join(', ')}`,
  )
}
