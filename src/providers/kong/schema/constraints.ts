import { regexLiteral } from '../../../model/regex-literal.ts'
import type { JsonSchema } from './json-schema.ts'
import type { Json, KongField } from './kong-schema.ts'
import { luaPattern } from './lua-pattern.ts'

/** What Kong takes for a reference into a vault; such a text escapes every other rule of a `referenceable` field. */
export const VAULT_REFERENCE = '^\\{vault://.+\\}$'

const UUID = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$'

type Rule = (value: Json, field: KongField) => JsonSchema | undefined

/**
 * Kong's field attributes as JSON Schema words (Kong 3.9 Admin API, `GET /schemas`, recorded). Attributes without a row
 * have no such word: they are read from `x-kong` by the validation.
 */
const RULES: Readonly<Record<string, Rule>> = {
  between: (value) => (Array.isArray(value) ? { minimum: Number(value[0]), maximum: Number(value[1]) } : undefined),
  gt: (value) => ({ exclusiveMinimum: Number(value) }),
  timestamp: () => ({ exclusiveMinimum: 0 }),
  len_min: (value, field) => size(field, Number(value), undefined),
  len_max: (value, field) => size(field, undefined, Number(value)),
  len_eq: (value, field) => size(field, Number(value), Number(value)),
  // An empty list says that this gateway has nothing to choose from (Wasm filters); another one may.
  one_of: (value) => (Array.isArray(value) && value.length > 0 ? { enum: value } : undefined),
  not_one_of: (value) => (Array.isArray(value) ? { not: { enum: value } } : undefined),
  eq: (value) => ({ const: value }),
  uuid: (value) => (value === true ? { pattern: UUID } : undefined),
  starts_with: (value) => ({ pattern: `^${regexLiteral(String(value))}` }),
  match: (value) => matches(luaPattern(String(value))),
  match_all: (value) => all(rows(value).map((row) => matches(luaPattern(String(row.pattern))))),
  match_none: (value) =>
    all(
      rows(value).map((row) => {
        const inner = matches(luaPattern(String(row.pattern)))
        // A text only: `not` would turn the pattern's pass for null into a refusal.
        return inner && { not: { type: 'string', ...inner } }
      }),
    ),
  match_any: (value) => {
    const { patterns } = record(value)
    const texts = Array.isArray(patterns) ? patterns.map((each) => luaPattern(String(each))) : []
    return texts.includes(undefined) ? undefined : matches(texts.map((each) => `(?:${each})`).join('|'))
  },
}

/** Gives the JSON Schema words of a field's attributes; those that cannot stand side by side are put under `allOf`. */
export function constraints(field: KongField): JsonSchema {
  const words: JsonSchema = {}
  for (const [name, value] of Object.entries(withLength(field))) {
    const rule = RULES[name]
    const word = rule && value !== undefined ? rule(value as Json, field) : undefined
    if (word) add(words, word)
  }
  return words
}

/** Lists the attributes of a field that hold Lua patterns with no translation. */
export function untranslated(field: KongField): string[] {
  const patterns: string[] = []
  for (const name of ['match', 'match_all', 'match_none', 'match_any']) collect(field[name], patterns)
  return patterns.filter((each) => luaPattern(each) === undefined)
}

function collect(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value)
  else if (Array.isArray(value)) for (const each of value) collect(each, into)
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(value)) if (name !== 'err') collect(each, into)
}

/** Kong refuses an empty text unless the field has a `len_min` of its own (service-errors, recorded). */
function withLength(field: KongField): KongField {
  const bounded = ['len_min', 'len_eq', 'one_of', 'uuid', 'starts_with'].some((name) => field[name] !== undefined)
  return field.type === 'string' && !bounded ? { len_min: 1, ...field } : field
}

function size(field: KongField, min: number | undefined, max: number | undefined): JsonSchema {
  const [low, high] = SIZES[field.type ?? ''] ?? (['minLength', 'maxLength'] as const)
  return { ...(min === undefined ? {} : { [low]: min }), ...(max === undefined ? {} : { [high]: max }) }
}

const SIZES: Readonly<Record<string, readonly [keyof JsonSchema, keyof JsonSchema]>> = {
  array: ['minItems', 'maxItems'],
  set: ['minItems', 'maxItems'],
  map: ['minProperties', 'maxProperties'],
}

function add(words: JsonSchema, word: JsonSchema): void {
  const taken = Object.keys(word).some((name) => name in words)
  if (taken) words.allOf = [...(words.allOf ?? []), ...(word.allOf ?? [word])]
  else Object.assign(words, word)
}

function matches(pattern: string | undefined): JsonSchema | undefined {
  return pattern === undefined ? undefined : { pattern }
}

function all(words: (JsonSchema | undefined)[]): JsonSchema | undefined {
  const known = words.filter((word) => word !== undefined)
  return known.length > 1 ? { allOf: known } : known[0]
}

function rows(value: Json): Record<string, Json>[] {
  return Array.isArray(value) ? value.map(record) : []
}

function record(value: Json): Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
