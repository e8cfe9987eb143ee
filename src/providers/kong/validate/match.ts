import type { Json } from '../schema/kong-schema.ts'
import { luaPattern } from '../schema/lua-pattern.ts'

/** Attributes of a field that a condition asks for, as Kong writes them in `if_match` and `then_match`. */
export type Match = Readonly<Record<string, unknown>>

type Test = (value: unknown, wanted: unknown) => boolean

/** Kong 3.9's field attributes as tests of a value that is set (Kong 3.9 Admin API, `GET /schemas`, recorded). */
const TESTS: Readonly<Record<string, Test>> = {
  eq: (value, wanted) => value === wanted,
  ne: (value, wanted) => value !== wanted,
  gt: (value, wanted) => typeof value !== 'number' || value > Number(wanted),
  between: (value, wanted) => typeof value !== 'number' || isBetween(value, list(wanted)),
  one_of: (value, wanted) => list(wanted).includes(value as Json),
  not_one_of: (value, wanted) => !list(wanted).includes(value as Json),
  contains: (value, wanted) => list(value).includes(wanted as Json),
  elements: (value, wanted) => list(value).every((each) => matches(each, wanted as Match)),
  len_eq: (value, wanted) => size(value) === Number(wanted),
  len_min: (value, wanted) => size(value) >= Number(wanted),
  len_max: (value, wanted) => size(value) <= Number(wanted),
  starts_with: (value, wanted) => typeof value !== 'string' || value.startsWith(String(wanted)),
  match: (value, wanted) => matchesLua(value, wanted),
  match_any: (value, wanted) => list(read(wanted, 'patterns')).some((each) => matchesLua(value, each)),
  match_all: (value, wanted) => list(wanted).every((each) => matchesLua(value, read(each, 'pattern'))),
  match_none: (value, wanted) => list(wanted).every((each) => !foundLua(value, read(each, 'pattern'))),
}

/** Tells whether a value has all attributes asked for. A value that is not set has them all, but for `required` and `eq`. */
export function matches(value: unknown, match: Match): boolean {
  if (value === undefined || value === null) {
    return match.required !== true && (match.eq === undefined || match.eq === null)
  }
  for (const name in match) if (TESTS[name]?.(value, match[name]) === false) return false
  return true
}

/** Tells whether a Lua pattern is found in a text; true where it has no translation, so that nothing is refused by it. */
export function matchesLua(value: unknown, pattern: unknown): boolean {
  const regex = expression(pattern)
  return regex === undefined || typeof value !== 'string' || regex.test(value)
}

/** The same for a pattern that must not be found: false where it has no translation. */
export function foundLua(value: unknown, pattern: unknown): boolean {
  return typeof value === 'string' && (expression(pattern)?.test(value) ?? false)
}

const expressions = new Map<string, RegExp | undefined>()

function expression(pattern: unknown): RegExp | undefined {
  const text = String(pattern)
  if (!expressions.has(text)) {
    const translated = luaPattern(text)
    expressions.set(text, translated === undefined ? undefined : new RegExp(translated, 'u'))
  }
  return expressions.get(text)
}

function isBetween(value: number, [low, high]: readonly Json[]): boolean {
  return value >= Number(low) && value <= Number(high)
}

/** Kong's length: of a text in bytes, of a list or map in entries. */
function size(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function read(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
