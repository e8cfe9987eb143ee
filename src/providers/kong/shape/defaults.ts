import type { Diagnostic, Place } from '../../../model/diagnostic.ts'
import type { Kind } from '../../../model/kind.ts'
import { nearest } from '../../../model/nearest.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { kindByName } from './sections.ts'
import { describeValue, inside, refuse } from './walk.ts'

/** Kinds that `_info.defaults` may speak of, with the fields that it may not (decK). */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['service', ['id', 'name']],
  ['route', ['id', 'name']],
  ['upstream', ['id', 'name']],
  ['target', ['id', 'target']],
])

/** Reads one file's `_info.defaults` and adds it to those known, by kind. Two files that disagree are an error. */
export function readDefaults(
  value: Value | undefined,
  place: Place,
  known: Map<string, Fields>,
  diagnostics: Diagnostic[],
): void {
  if (value === undefined || value === null) return
  if (!isFields(value)) {
    refuse(diagnostics, place, 'wrong-type', `defaults must be a mapping of kinds, not ${describeValue(value)}`)
    return
  }
  for (const name of Object.keys(value)) {
    const [given, at] = [value[name], inside(place, name)]
    const kind = kindByName.get(name)
    const forbidden = KINDS.get(name)
    if (kind === undefined || forbidden === undefined) {
      const meant = nearest(name, [...KINDS.keys()])
      refuse(
        diagnostics,
        at,
        'unknown-field',
        `defaults can be given for ${[...KINDS.keys()].join(', ')}; not for ${name}`,
        meant && `did you mean ${meant}?`,
      )
    } else if (isFields(given)) addDefaults(kind, given, forbidden, at, known, diagnostics)
    else if (given !== null)
      refuse(diagnostics, at, 'wrong-type', `the defaults of a ${name} must be a mapping, not ${describeValue(given)}`)
  }
}

function addDefaults(
  kind: Kind,
  given: Fields,
  forbidden: readonly string[],
  place: Place,
  known: Map<string, Fields>,
  diagnostics: Diagnostic[],
): void {
  const references = kind.references.map((reference) => reference.field)
  const target: Fields = { ...known.get(kind.name) }
  for (const field of Object.keys(given)) {
    const at = inside(place, field)
    if (forbidden.includes(field) || references.includes(field))
      refuse(diagnostics, at, 'forbidden-default', `a default for ${field} of every ${kind.name} makes no sense`)
    else merge(target, field, given[field], at, diagnostics)
  }
  known.set(kind.name, target)
}

function merge(target: Fields, field: string, value: Value | undefined, place: Place, diagnostics: Diagnostic[]): void {
  const present = target[field]
  if (value === undefined || value === null) return
  if (present === undefined) target[field] = value
  else if (isFields(present) && isFields(value)) {
    const copy: Fields = { ...present }
    for (const name of Object.keys(value)) merge(copy, name, value[name], inside(place, name), diagnostics)
    target[field] = copy
  } else if (!same(present, value))
    refuse(diagnostics, place, 'contradiction', `two files give different defaults for ${field}`)
}

function same(left: Value, right: Value): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value, index) => same(value, right[index] ?? null))
  }
  return clear(left) === clear(right)
}

/**
 * Fills what a file leaves out (or leaves null, which decK takes for the same) from defaults, records deeply and
 * lists as a whole. Neither side is changed.
 */
export function fill(value: Value | undefined, defaults: Value): Value {
  if (value === undefined || value === null) return defaults
  if (!isFields(value) || !isFields(defaults)) return value
  const result: Fields = { ...value }
  for (const name of Object.keys(defaults)) {
    const inner = defaults[name]
    if (inner !== undefined) result[name] = fill(value[name], inner)
  }
  return result
}
