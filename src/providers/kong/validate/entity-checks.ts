import { Secret } from '../../../model/secret.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { dotted, type Fault } from './fault.ts'
import { type Reader, readerOf } from './look-up.ts'
import { type Match, matches } from './match.ts'

/** Reads a field of the record that is checked, by Kong's dotted name, defaults considered. */
type Read = (name: string) => unknown

type Check = (argument: never, read: Read) => Fault[]

interface Conditional {
  if_field: string
  if_match: Match
  then_field: string
  then_match: Match
  then_err?: string
}

interface ConditionalAny {
  if_field: string
  if_match: Match
  then_at_least_one_of: string[]
  else_match?: Match
  else_then_at_least_one_of?: string[]
}

/** Kong 3.9's checks between fields; `custom_entity_check` is code of the gateway and has no row. */
const CHECKS: Readonly<Record<string, Check>> = {
  at_least_one_of: (names: string[], read) =>
    names.some((name) => isSet(read(name))) ? [] : [failed(names, `one of ${among(names)} is required`)],
  only_one_of: (names: string[], read) => onlyOne(names, read),
  mutually_exclusive: (names: string[], read) =>
    count(names, read) > 1 ? [failed(names, `only one of ${among(names)} may be given`)] : [],
  mutually_required: (names: string[], read) => {
    const given = count(names, read)
    return given === 0 || given === names.length ? [] : [failed(names, `${among(names)} must be given together`)]
  },
  distinct: (names: string[], read) => {
    const values = names.map(read).filter(isSet)
    return new Set(values).size === values.length ? [] : [failed(names, `${among(names)} must differ`)]
  },
  conditional,
  conditional_at_least_one_of: conditionalAny,
}

/** Makes the checks between the fields of one record, undefined where it has none. Fields whose value is not known are never an error. */
export function entityCheck(schema: JsonSchema): ((data: unknown) => Fault[]) | undefined {
  const listed = schema['x-kong']?.entity_checks
  const rows = Array.isArray(listed) ? listed.flatMap((each: Record<string, unknown>) => Object.entries(each)) : []
  const readers = new Map<string, Reader>()
  const reader = (field: string): Reader => readers.get(field) ?? added(readers, field, readerOf(schema, dotted(field)))
  const checks = rows.flatMap(([name, argument]) => {
    const check = CHECKS[name]
    return check ? [bound(check, argument, reader)] : []
  })
  return checks.length === 0 ? undefined : (data) => runAll(checks, data)
}

function added(readers: Map<string, Reader>, field: string, reader: Reader): Reader {
  readers.set(field, reader)
  return reader
}

function runAll(checks: readonly ((data: unknown) => Fault[])[], data: unknown): Fault[] {
  const faults: Fault[] = []
  for (const check of checks) {
    const found = check(data)
    if (found.length > 0) faults.push(...found)
  }
  return faults
}

function bound(check: Check, argument: unknown, reader: (field: string) => Reader): (data: unknown) => Fault[] {
  return (data) => {
    let unknown = false
    const faults = check(argument as never, (field) => {
      const value = reader(field)(data)
      if (value instanceof Secret) unknown = true
      return value
    })
    return unknown ? [] : faults
  }
}

function onlyOne(names: string[], read: Read): Fault[] {
  const given = count(names, read)
  if (given === 1) return []
  return [
    failed(names, given === 0 ? `one of ${among(names)} is required` : `only one of ${among(names)} may be given`),
  ]
}

function conditional(rule: Conditional, read: Read): Fault[] {
  const value = read(rule.then_field)
  if (matches(value, rule.then_match)) return []
  const condition = read(rule.if_field)
  if (!applies(condition, rule.if_match)) return []
  const { reason, hint } = demand(rule.then_match)
  const when = `when ${rule.if_field} is ${shown(condition)}`
  const isScalar = value !== undefined && value !== null && typeof value !== 'object'
  const shownValue = isScalar ? { given: value } : {}
  return [
    {
      path: dotted(rule.then_field),
      code: 'failed-condition',
      reason: `${reason} ${when}`,
      ...(rule.then_err || hint ? { hint: rule.then_err ?? hint ?? '' } : {}),
      ...shownValue,
    },
  ]
}

function conditionalAny(rule: ConditionalAny, read: Read): Fault[] {
  const condition = read(rule.if_field)
  const isThen = applies(condition, rule.if_match)
  const isElse = !isThen && rule.else_match !== undefined && applies(condition, rule.else_match)
  const names = isThen ? rule.then_at_least_one_of : isElse ? (rule.else_then_at_least_one_of ?? []) : []
  if (names.length === 0 || names.some((name) => isSet(read(name)))) return []
  return [failed(names, `one of ${among(names)} is required when ${rule.if_field} is ${shown(condition)}`)]
}

/** A condition on a field that is not set is taken as not met, so that nothing is refused by it alone. */
function applies(value: unknown, match: Match): boolean {
  return value !== undefined && value !== null && matches(value, match)
}

function demand(match: Match): { reason: string; hint?: string } {
  if (match.required === true) return { reason: 'is required' }
  if (match.eq === null || match.len_eq === 0) return { reason: 'must not be set' }
  if (match.eq !== undefined) return { reason: `must be ${shown(match.eq)}` }
  if (Array.isArray(match.one_of)) return { reason: 'is not allowed', hint: `allowed: ${match.one_of.join(', ')}` }
  if (match.contains !== undefined) return { reason: `must contain ${shown(match.contains)}` }
  return { reason: 'is not valid' }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ')
  return typeof value === 'string' ? `"${value}"` : String(value)
}

/** A fault of several fields is one of the record that holds them all. */
function failed(names: readonly string[], reason: string): Fault {
  const parents = names.map((name) => dotted(name).slice(0, -1).join('.'))
  const [parent = ''] = parents
  const shared = parent !== '' && parents.every((each) => each === parent)
  return { path: shared ? dotted(parent) : [], code: 'failed-check', reason, within: [] }
}

function among(names: readonly string[]): string {
  return names.length > 2 ? names.join(', ') : names.join(' and ')
}

function count(names: readonly string[], read: Read): number {
  return names.filter((name) => isSet(read(name))).length
}

/** Kong takes an empty text, list or map as not given (consumers 9 and routes 36, recorded). */
function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return typeof value !== 'object' || value instanceof Secret || Object.keys(value).length > 0
}
