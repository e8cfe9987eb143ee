import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml'
import { NOT_FINITE, resolveScalar, TOO_LARGE } from './scalar.ts'

/** Why a node cannot be a key. */
export const NO_KEY = Symbol('no key')

const DECIMAL = /^(?:0|-?[1-9][0-9]{0,18})$/
const FRACTION = /^[-+]?[0-9_]*(?:\.|[0-9_][eE])/

/** Tells whether a key asks to merge another mapping: `<<` without quotes or tag. */
export function isMerge(masked: string, event: Event | undefined): boolean {
  if (event?.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0) return false
  return event.valueEnd - event.valueStart === 2 && masked.startsWith('<<', event.valueStart)
}

/**
 * The text of a key. In: the text of the file and the key's event. Out: its text, where an unquoted number or word is
 * first read as its value and that is written out again (`010` is "8", `yes` is "true"), as decK's reader does;
 * or a symbol for null, lists, mappings and numbers that cannot be held.
 */
export function keyText(masked: string, event: Event | undefined): string | typeof NO_KEY {
  if (event?.type !== EVENT_ID.SCALAR) return NO_KEY
  const text = getScalarValue(masked, event)
  if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0) return text
  const value = resolveScalar(text)
  if (typeof value === 'string' || DECIMAL.test(text)) return text
  if (value === null || value === NOT_FINITE || value === TOO_LARGE) return NO_KEY
  return typeof value === 'number' && FRACTION.test(text) ? floatKey(value) : String(value)
}

// As Go writes a float of 32 bits in its shortest form: with an exponent of two digits from 1e6 and below 1e-4.
function floatKey(value: number): string {
  const short = Math.fround(value)
  const digits = [1, 2, 3, 4, 5, 6, 7, 8].find((count) => Math.fround(Number(short.toPrecision(count))) === short)
  const [mantissa = '', exponent = '0'] = Number(short.toPrecision(digits ?? 9))
    .toExponential()
    .split('e')
  const size = Number(exponent)
  if (size >= -4 && size < 6) return String(Number(`${mantissa}e${size}`))
  return `${mantissa}e${size < 0 ? '-' : '+'}${String(Math.abs(size)).padStart(2, '0')}`
}
