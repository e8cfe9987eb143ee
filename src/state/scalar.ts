/** Stands for a plain scalar that is an infinity or not a number: JSON, and so the gateway, has no such value. */
export const NOT_FINITE = Symbol('not finite')

/** Stands for an integer beyond 2^53 in magnitude: the gateway rounds it silently. */
export const TOO_LARGE = Symbol('too large')

/** What a plain scalar without a tag can mean. */
export type Scalar = null | boolean | number | string | typeof NOT_FINITE | typeof TOO_LARGE

const LARGEST = 2n ** 53n

/** The words with a meaning, as decK's reader (go-yaml 2) has them; any other spelling is text. */
const WORDS = new Map<string, Scalar>([
  ['', null],
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NOT_FINITE] as const),
  ...['', '+', '-'].flatMap((sign) => ['.inf', '.Inf', '.INF'].map((word) => [`${sign}${word}`, NOT_FINITE] as const)),
])

/** Which resolver a scalar needs, by its first character: w for a word, d for a number with a digit or sign, p for a point. */
const HINTS = new Map<string, 'w' | 'd' | 'p'>([
  ...[...'yYnNtTfFoO~'].map((first) => [first, 'w'] as const),
  ...[...'0123456789+-'].map((first) => [first, 'd'] as const),
  ['.', 'p'],
])

const SHORT_DECIMAL = /^(?:0|-?[1-9][0-9]{0,14})$/
const INTEGER = /^([-+]?)(?:(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))$/
const SIGN_AFTER_PREFIX = /^0b([-+][01]+)$/
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const POINT_FIRST = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/
const DIGITS_ONLY = /^[-+]?[0-9]+$/

/**
 * Tells what a plain scalar without a tag means. In: its text. Out: null, a boolean, a number, text, or a symbol for
 * a number that cannot be held. The rules are those of decK 1.64's reader (sigs.k8s.io/yaml over go-yaml 2), tried
 * against it: YAML 1.1 words and prefixes, no base 60, dates stay text, underscores are dropped from numbers.
 */
export function resolveScalar(text: string): Scalar {
  if (text === '') return null
  const hint = HINTS.get(text.charAt(0))
  if (hint === undefined) return text
  if (hint === 'd' && SHORT_DECIMAL.test(text)) return Number(text)
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (hint === 'd') return resolveNumber(text)
  return hint === 'p' && POINT_FIRST.test(text) ? finite(text.replaceAll('_', ''), text) : text
}

function resolveNumber(text: string): Scalar {
  const bare = text.includes('_') ? text.replaceAll('_', '') : text
  const integer = INTEGER.exec(bare)
  if (integer) return resolveInteger(integer)
  if (FLOAT.test(bare)) return DIGITS_ONLY.test(bare) ? held(decimal(bare)) : finite(bare, text)
  const binary = SIGN_AFTER_PREFIX.exec(bare)?.[1]
  return binary === undefined ? text : held(signed(binary.charAt(0), BigInt(`0b${binary.slice(1)}`)))
}

function resolveInteger(match: RegExpExecArray): Scalar {
  const [, sign = '', prefixed, octal, plain] = match
  return held(signed(sign, BigInt(prefixed?.toLowerCase() ?? (octal === undefined ? (plain ?? '0') : `0o${octal}`))))
}

function decimal(text: string): bigint {
  return signed(text.charAt(0), BigInt(text.replace(/^[-+]/, '')))
}

function signed(sign: string, size: bigint): bigint {
  return sign === '-' ? -size : size
}

function held(whole: bigint): number | typeof TOO_LARGE {
  return whole > LARGEST || whole < -LARGEST ? TOO_LARGE : Number(whole)
}

// A number out of range is text for Go's parser, so for decK too.
function finite(bare: string, text: string): number | string {
  const value = Number(bare)
  return Number.isFinite(value) ? value : text
}

/**
 * Tells whether a JSON number (already known to be well-formed) can be held: integers up to 2^53 in magnitude, any
 * finite fraction. In: its text. Out: the number, or a symbol that says why not.
 */
export function resolveJsonNumber(text: string): number | typeof TOO_LARGE | typeof NOT_FINITE {
  if (text.length < 16 && DIGITS_ONLY.test(text)) return Number(text) + 0
  if (DIGITS_ONLY.test(text)) return held(decimal(text))
  const value = Number(text)
  return Number.isFinite(value) ? value : NOT_FINITE
}
