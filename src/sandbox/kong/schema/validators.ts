import type { Field, Pattern } from './field.ts'
import { matchesLuaPattern } from './lua-pattern.ts'
import { isRegex } from './regex.ts'
import type { Fault, Value } from './value.ts'

type Validator = (field: Field, value: Value) => Fault | undefined

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** True for a text that the gateway takes as an id, in either case. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value)
}

const when = (bad: boolean, text: string): string | undefined => (bad ? text : undefined)
const listed = (values: Value[]): string => values.map(String).join(', ')
const among = (values: Value[], value: Value): boolean => values.some((one) => one === value)
const text = (value: Value): string => (typeof value === 'string' ? value : '')

/** Length in bytes, items or keys. */
function size(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0
}

function firstBad(value: Value, patterns: Pattern[] | undefined, wanted: boolean): Fault | undefined {
  for (const { pattern, err } of patterns ?? []) {
    if (matchesLuaPattern(text(value), pattern) !== wanted) return err ?? `invalid value: ${text(value)}`
  }
  return undefined
}

function subsets(field: Field, value: Value): Fault | undefined {
  const given = Array.isArray(value) ? value : []
  const hit = (field.mutually_exclusive_subsets ?? []).filter((subset) => subset.some((one) => among(given, one)))
  const shown = hit.map((subset) => `(${subset.map((one) => `'${String(one)}'`).join(', ')})`).join(', ')
  return when(hit.length > 1, `these sets are mutually exclusive: ${shown}`)
}

const whole = (bound: number | undefined): string => String(Math.trunc(bound ?? 0))

/**
 * The attribute checks of Kong's schema language, in the order in which the gateway runs them (its texts recorded in
 * the transcripts service-errors, upstreams-targets, routes and plugins).
 */
export const VALIDATORS: [keyof Field, Validator][] = [
  ['eq', (field, value) => when(value !== field.eq, field.err ?? `value must be ${String(field.eq)}`)],
  ['ne', (field, value) => when(value === field.ne, field.err ?? `value must not be ${String(field.ne)}`)],
  [
    'not_one_of',
    (f, value) => when(among(f.not_one_of ?? [], value), `must not be one of: ${listed(f.not_one_of ?? [])}`),
  ],
  ['one_of', (f, value) => when(!among(f.one_of ?? [], value), `expected one of: ${listed(f.one_of ?? [])}`)],
  ['gt', (f, value) => when(!(Number(value) > (f.gt ?? 0)), `value must be greater than ${f.gt}`)],
  ['timestamp', (_, value) => when(!(Number(value) > 0), 'expected a valid timestamp')],
  ['uuid', (_, value) => when(!isUuid(value), 'expected a valid UUID')],
  ['is_regex', (_, value) => when(!isRegex(text(value)), `not a valid regex: ${text(value)}`)],
  ['between', between],
  ['len_eq', (f, value) => when(size(value) !== f.len_eq, `length must be ${f.len_eq}`)],
  ['len_min', (f, value) => when(size(value) < (f.len_min ?? 0), `length must be at least ${f.len_min}`)],
  ['len_max', (f, value) => when(size(value) > (f.len_max ?? 0), `length must be at most ${f.len_max}`)],
  [
    'starts_with',
    (f, value) => when(!text(value).startsWith(f.starts_with ?? ''), `should start with: ${f.starts_with}`),
  ],
  ['not_match', (f, v) => when(matchesLuaPattern(text(v), f.not_match ?? ''), `invalid value: ${text(v)}`)],
  ['match_none', (f, value) => firstBad(value, f.match_none, false)],
  ['match', (f, v) => when(!matchesLuaPattern(text(v), f.match ?? ''), `invalid value: ${text(v)}`)],
  ['match_all', (f, value) => firstBad(value, f.match_all, true)],
  ['match_any', matchAny],
  [
    'contains',
    (f, v) => when(!(Array.isArray(v) && among(v, f.contains ?? null)), `expected to contain: ${String(f.contains)}`),
  ],
  ['mutually_exclusive_subsets', subsets],
]

function between(field: Field, value: Value): Fault | undefined {
  const [low, high] = field.between ?? [0, 0]
  const out = typeof value !== 'number' || value < low || value > high
  return when(out, `value should be between ${whole(low)} and ${whole(high)}`)
}

function matchAny(field: Field, value: Value): Fault | undefined {
  const hit = (field.match_any?.patterns ?? []).some((pattern) => matchesLuaPattern(text(value), pattern))
  return when(!hit, field.match_any?.err ?? `invalid value: ${text(value)}`)
}
