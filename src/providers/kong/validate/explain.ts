import type { JsonSchema, KongNode } from '../schema/json-schema.ts'
import { foundLua, matches, matchesLua } from './match.ts'
import { suggestion } from './suggestion.ts'

/** Why a value is refused: the words after its name, and what to do. */
export interface Reason {
  code: string
  reason: string
  hint?: string
}

type Explain = (value: unknown, kong: KongNode) => Reason | undefined

/** In this order, so that the first that holds is the one a person should hear of. */
const REASONS: readonly Explain[] = [
  missing,
  forbidden,
  wrongType,
  notAllowed,
  outOfRange,
  wrongSize,
  wrongText,
  wrongPattern,
]

/** Says in our words why a value does not fit a node of a schema, from Kong's own attributes of the field. */
export function explain(value: unknown, node: JsonSchema | undefined): Reason {
  const kong = node?.['x-kong'] ?? {}
  for (const each of REASONS) {
    const reason = each(value, kong)
    if (reason) return reason
  }
  return { code: 'invalid-value', reason: 'is not valid' }
}

/** What to write for a field of a node: `a number`, `one of a, b`. */
export function wanted(node: JsonSchema | undefined): string {
  const kong = node?.['x-kong'] ?? {}
  if (Array.isArray(kong.one_of) && kong.one_of.length > 0) return `one of ${kong.one_of.join(', ')}`
  return ARTICLES[kong.type ?? ''] ?? 'a value'
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  set: 'a list',
  map: 'a mapping',
  record: 'a mapping',
  foreign: 'a reference',
}

function missing(value: unknown, kong: KongNode): Reason | undefined {
  if (value !== null || kong.required !== true) return undefined
  const hint = kong.default === undefined ? `write ${wanted({ 'x-kong': kong })}` : 'leave it out to get its default'
  return { code: 'required-field', reason: 'must not be null', hint }
}

function forbidden(value: unknown, kong: KongNode): Reason | undefined {
  if (kong.eq === undefined || matches(value, { eq: kong.eq })) return undefined
  const reason = kong.eq === null ? 'must not be set' : `must be ${JSON.stringify(kong.eq)}`
  return { code: 'not-allowed', reason }
}

const IS_TYPE: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  set: Array.isArray,
  map: isMapping,
  record: isMapping,
  foreign: isMapping,
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrongType(value: unknown, kong: KongNode): Reason | undefined {
  const type = kong.type ?? ''
  if (value === null || (IS_TYPE[type]?.(value) ?? true)) return undefined
  const hint = typeHint(value, type)
  return { code: 'wrong-type', reason: `is not ${type === 'boolean' ? 'a boolean' : ARTICLES[type]}`, hint }
}

function typeHint(value: unknown, type: string): string {
  const article = ARTICLES[type] ?? 'another value'
  if (typeof value === 'string' && type !== 'string' && readsAs(value, type)) return 'remove the quotes'
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return 'put it in quotes'
  if ((type === 'array' || type === 'set') && !isMapping(value)) return 'write it as a list, each entry after a dash'
  return `write ${article}`
}

function readsAs(text: string, type: string): boolean {
  if (type === 'boolean') return text === 'true' || text === 'false'
  if (type !== 'integer' && type !== 'number') return false
  return text.trim() !== '' && (type === 'integer' ? Number.isInteger(Number(text)) : Number.isFinite(Number(text)))
}

function notAllowed(value: unknown, kong: KongNode): Reason | undefined {
  const choices = kong.one_of
  if (value === null || !Array.isArray(choices) || choices.length === 0 || matches(value, { one_of: choices }))
    return undefined
  const allowed = `allowed: ${choices.join(', ')}`
  const near = typeof value === 'string' ? suggestion(value, choices.map(String), 'allowed') : undefined
  return {
    code: 'not-allowed',
    reason: 'is not one of the allowed values',
    hint: near?.startsWith('did you mean') ? `${near} ${allowed}` : allowed,
  }
}

function outOfRange(value: unknown, kong: KongNode): Reason | undefined {
  if (typeof value !== 'number') return undefined
  const out = (hint: string): Reason => ({ code: 'out-of-range', reason: 'is out of range', hint })
  if (Array.isArray(kong.between) && !matches(value, { between: kong.between })) {
    return out(`must be between ${kong.between[0]} and ${kong.between[1]}`)
  }
  if (kong.gt !== undefined && !matches(value, { gt: kong.gt })) return out(`must be greater than ${kong.gt}`)
  return kong.timestamp === true && value <= 0 ? out('must be a time in seconds since 1970') : undefined
}

function wrongSize(value: unknown, kong: KongNode): Reason | undefined {
  const isText = typeof value === 'string'
  if (!isText && (typeof value !== 'object' || value === null)) return undefined
  const length = isText ? [...value].length : Object.keys(value).length
  const least = Number(kong.len_eq ?? kong.len_min ?? (isText ? 1 : 0))
  const most = Number(kong.len_eq ?? kong.len_max ?? Number.POSITIVE_INFINITY)
  const unit = isText ? 'characters' : 'entries'
  if (length === 0 && least > 0)
    return { code: 'wrong-length', reason: 'is empty', hint: 'leave it out or give it a value' }
  if (length < least) return { code: 'wrong-length', reason: 'is too short', hint: `at least ${least} ${unit}` }
  if (length > most) return { code: 'wrong-length', reason: 'is too long', hint: `at most ${most} ${unit}` }
  return undefined
}

function wrongText(value: unknown, kong: KongNode): Reason | undefined {
  if (typeof value !== 'string') return undefined
  const invalid = (reason: string, hint?: string): Reason => ({
    code: 'invalid-value',
    reason,
    ...(hint ? { hint } : {}),
  })
  if (kong.uuid === true && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return invalid('is not a UUID')
  if (kong.starts_with !== undefined && !value.startsWith(String(kong.starts_with))) {
    return invalid(`does not start with "${kong.starts_with}"`)
  }
  if (Array.isArray(kong.not_one_of) && kong.not_one_of.includes(value))
    return invalid('is a name that Kong keeps for itself')
  return undefined
}

/** Patterns come with a text of the gateway that says what is meant, if with any; else the pattern itself is shown. */
function wrongPattern(value: unknown, kong: KongNode): Reason | undefined {
  if (typeof value !== 'string') return undefined
  const refused = (text: unknown, pattern: unknown): Reason => ({
    code: 'invalid-value',
    reason: 'does not have the form that Kong asks for',
    hint: typeof text === 'string' ? text : `it must match the Lua pattern ${String(pattern)}`,
  })
  if (kong.match !== undefined && !matchesLua(value, kong.match)) return refused(kong.err, kong.match)
  for (const { pattern, err } of rows(kong.match_all)) if (!matchesLua(value, pattern)) return refused(err, pattern)
  for (const { pattern, err } of rows(kong.match_none)) if (foundLua(value, pattern)) return refused(err, pattern)
  const [any] = rows(kong.match_any === undefined ? undefined : [kong.match_any])
  return any && !matches(value, { match_any: any }) ? refused(any.err, any.patterns) : undefined
}

function rows(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}
