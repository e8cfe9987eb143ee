import type { FieldChange } from '../model/change.ts'
import { clear, isFields, Secret } from '../model/secret.ts'
import type { Type } from '../model/type.ts'
import type { Fields, Value } from '../model/value.ts'
import { compareLists } from './compare-lists.ts'

/**
 * Gives the fields in which two normalised records differ. Absent and null are the same; at the top level an empty
 * list and an absent one too (the controller makes no difference, decK neither). Sets have no order, lists have one,
 * maps go by key. Records and lists are walked, so that a path names the smallest thing that changed.
 */
export function compare(
  before: Fields,
  after: Fields,
  type: Type | undefined,
  ignore: ReadonlySet<string>,
): FieldChange[] {
  const changes: FieldChange[] = []
  for (const name of fieldNames(before, after, type)) {
    if (ignore.has(name)) continue
    const [old, next] = [before[name], after[name]]
    if (isEmpty(old) && isEmpty(next)) continue
    compareValues(name, old, next, type?.fields?.get(name), changes)
  }
  return changes
}

const isEmpty = (value: Value | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

/** The schema's order first; what has none (the keys of a map) goes by name, since a controller may give it in any order. */
function fieldNames(before: Fields, after: Fields, type: Type | undefined): string[] {
  const names: string[] = []
  for (const name of type?.fields?.keys() ?? []) if (name in before || name in after) names.push(name)
  const others: string[] = []
  for (const name in before) if (!type?.fields?.has(name)) others.push(name)
  for (const name in after) if (!type?.fields?.has(name) && !(name in before)) others.push(name)
  return others.length === 0 ? names : [...names, ...others.sort()]
}

function compareValues(
  path: string,
  before: Value | undefined,
  after: Value | undefined,
  type: Type | undefined,
  out: FieldChange[],
): void {
  if (equal(before, after, type)) return
  if (isFields(before) && isFields(after)) compareRecords(path, before, after, type, out)
  else if (Array.isArray(before) && Array.isArray(after)) compareLists(path, before, after, type, out, compareValues)
  else out.push(fieldChange(path, before, after))
}

function compareRecords(path: string, before: Fields, after: Fields, type: Type | undefined, out: FieldChange[]): void {
  for (const name of fieldNames(before, after, type)) {
    const inner = type?.fields?.get(name) ?? type?.of
    compareValues(`${path}.${name}`, before[name], after[name], inner, out)
  }
}

/** Builds a change of one field, leaving out the side that has nothing. */
export function fieldChange(path: string, before: Value | undefined, after: Value | undefined): FieldChange {
  const change: FieldChange = { path }
  if (before !== undefined && before !== null) change.before = before
  if (after !== undefined && after !== null) change.after = after
  return change
}

/** Tells whether two values mean the same to the controller. Secrets are compared in clear. */
export function equal(one: Value | undefined, other: Value | undefined, type?: Type): boolean {
  const [a, b] = [clear(one) ?? null, clear(other) ?? null]
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b, type)
  if (a instanceof Secret || b instanceof Secret || Array.isArray(b)) return false
  return equalRecords(a, b, type)
}

function equalLists(a: Value[], b: Value[], type: Type | undefined): boolean {
  if (a.length === b.length && a.every((each, index) => equal(each, b[index], type?.of))) return true
  if (type?.type !== 'set') return false
  const had = new Set(a.map(canonical))
  const has = new Set(b.map(canonical))
  return had.size === has.size && [...has].every((each) => had.has(each))
}

function equalRecords(a: Fields, b: Fields, type: Type | undefined): boolean {
  for (const name in a) if (!equal(a[name], b[name], type?.fields?.get(name) ?? type?.of)) return false
  for (const name in b) if (!(name in a) && b[name] !== undefined && b[name] !== null) return false
  return true
}

/** A text that is the same for equal values, whatever the order of their keys. Holds secrets in clear: for comparing only. */
export function canonical(value: Value | undefined): string {
  const plain = clear(value)
  if (plain === undefined || plain === null) return 'null'
  if (Array.isArray(plain)) return `[${plain.map(canonical).join(',')}]`
  if (!isFields(plain)) return JSON.stringify(plain)
  const present = Object.keys(plain).filter((name) => plain[name] !== undefined && plain[name] !== null)
  return `{${present
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(plain[name])}`)
    .join(',')}}`
}
