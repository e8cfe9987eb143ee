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
  /** Those that a variable left without a value, though it is set. */
  empty: readonly { path: FieldPath; value: Secret }[]
}

const NONE: ReadonlySet<string> = new Set()

/** Nothing is looked for in what holds no secret. */
const NO_EMPTY: Plain['empty'] = []

/** What is found on the way. */
interface Found {
  hidden: Set<string>
  unknown: Set<string>
  empty: { path: FieldPath; value: Secret }[]
}

/** Unwraps an entity's fields for checking. The result holds secrets in clear: it must not leave the validation. */
export function plain(fields: Fields): Plain {
  if (!isWrapped(fields)) return { fields, hidden: NONE, unknown: NONE, empty: NO_EMPTY }
  const found: Found = { hidden: new Set(), unknown: new Set(), empty: [] }
  return { fields: unwrap(fields, [], found) as Fields, ...found }
}

function unwrap(value: Value, path: FieldPath, found: Found): Value {
  if (value instanceof Secret) return open(value, path, found)
  if (Array.isArray(value)) return value.map((each, index) => unwrap(each, [...path, index], found))
  if (!isFields(value)) return value
  const copy: Fields = {}
  for (const [name, each] of Object.entries(value)) {
    if (each !== undefined) copy[name] = unwrap(each, [...path, name], found)
  }
  return copy
}

function open(value: Secret, path: FieldPath, { hidden, unknown, empty }: Found): Value {
  hidden.add(pathText(path))
  if (value.empty !== undefined) empty.push({ path, value })
  if (value.known) return value.reveal()
  unknown.add(pathText(path))
  return value
}
