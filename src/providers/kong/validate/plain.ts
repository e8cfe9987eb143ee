import { isFields, isWrapped, Secret } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { type FieldPath, pathText } from './fault.ts'

/** An entity's fields in clear, and where they came from the environment. */
export interface Plain {
  /** Known secrets in clear; those whose value is not known stay wrapped. The original where nothing is wrapped. */
  fields: Fields
  /** Paths, as text, of values from the environment: never shown. */
  hidden: ReadonlySet<string>
  /** Those without a known value: of the right type by definition. */
  unknown: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()

/** Unwraps an entity's fields for checking. The result holds secrets in clear: it must not leave the validation. */
export function plain(fields: Fields): Plain {
  if (!isWrapped(fields)) return { fields, hidden: NONE, unknown: NONE }
  const hidden = new Set<string>()
  const unknown = new Set<string>()
  return { fields: unwrap(fields, [], hidden, unknown) as Fields, hidden, unknown }
}

function unwrap(value: Value, path: FieldPath, hidden: Set<string>, unknown: Set<string>): Value {
  if (value instanceof Secret) {
    hidden.add(pathText(path))
    if (value.known) return value.reveal()
    unknown.add(pathText(path))
    return value
  }
  if (Array.isArray(value)) return value.map((each, index) => unwrap(each, [...path, index], hidden, unknown))
  if (!isFields(value)) return value
  const copy: Fields = {}
  for (const [name, each] of Object.entries(value)) {
    if (each !== undefined) copy[name] = unwrap(each, [...path, name], hidden, unknown)
  }
  return copy
}
