import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import { otherMeanings } from './ambiguity.ts'
import { fail, type Reading, warn } from './reading.ts'
import { NOT_FINITE, resolveScalar, TOO_LARGE } from './scalar.ts'
import { readTagged, UNFIT, UNKNOWN_TAG } from './tagged-scalar.ts'
import { type Handles, tagName } from './yaml-tag.ts'

/** A value that a scalar can have. */
export type Plain = null | boolean | number | string

/** The tag of an event by its short name; empty without one. */
export function tagOf(reading: Reading, event: { tagStart: number; tagEnd: number }, handles: Handles): string {
  return event.tagStart < 0 ? '' : tagName(reading.source.masked.slice(event.tagStart, event.tagEnd), handles)
}

/**
 * Reads a scalar that holds no placeholder. In: its event and its tag's short name. Out: its value; null where it
 * has none, and then that is noted. Notes too what YAML 1.1 and 1.2 readers take for different values.
 */
export function readScalar(reading: Reading, event: ScalarEvent, tag: string): Plain {
  const text = getScalarValue(reading.source.masked, event)
  if (tag !== '') return readWithTag(reading, event, tag, text)
  return event.style === SCALAR_STYLE.PLAIN ? readPlain(reading, event.valueStart, text) : text
}

/** Reads a scalar that has neither quotes nor a tag. In: where it stands, and its text. Out and notes: as readScalar. */
export function readPlain(reading: Reading, offset: number, text: string): Plain {
  const value = resolveScalar(text)
  if (value === NOT_FINITE || value === TOO_LARGE) return failNumber(reading, offset, value)
  const others = otherMeanings(text, value)
  if (others.length > 0) warnAmbiguous(reading, offset, text, value, others)
  return value
}

function readWithTag(reading: Reading, event: ScalarEvent, tag: string, text: string): Plain {
  const value = readTagged(tag, text)
  if (value === UNKNOWN_TAG) {
    warnTag(reading, event.tagStart)
    return text
  }
  if (value === UNFIT) return failFit(reading, event.tagStart, tag)
  return value === NOT_FINITE || value === TOO_LARGE ? failNumber(reading, event.tagStart, value) : value
}

/** Notes that a tag is passed over, as decK does in silence. */
export function warnTag(reading: Reading, offset: number): void {
  const message = 'this tag is not known and is passed over: the value is taken as it stands'
  warn(reading, offset, 'unknown-tag', message, 'leave the tag out')
}

/** Notes that a value does not fit its tag. */
export function failFit(reading: Reading, offset: number, tag: string): null {
  fail(reading, offset, 'tag-mismatch', `the value is not what its tag !!${tag} says`, 'leave the tag out')
  return null
}

/** Notes that a number cannot be held; `whose` names it where its digits must not be shown. */
export function failNumber(
  reading: Reading,
  offset: number,
  why: typeof NOT_FINITE | typeof TOO_LARGE,
  whose = 'this number',
): null {
  if (why === NOT_FINITE) {
    fail(reading, offset, 'number-not-finite', `${whose} has no value in JSON`, 'quote it if it is meant as text')
  } else {
    const message = `${whose} is beyond 2^53: the gateway cannot hold it exactly`
    fail(reading, offset, 'number-too-large', message, 'quote it if it is meant as text')
  }
  return null
}

function warnAmbiguous(reading: Reading, offset: number, text: string, value: Plain, others: unknown[]): void {
  const [here, elsewhere] = [show(value), others.map(show).join(' or ')]
  const message = `${text} is read as ${here}, as decK does; other YAML readers take it for ${elsewhere}`
  const plain = typeof value === 'string' ? '' : `write ${here}, or `
  warn(reading, offset, 'ambiguous-scalar', message, `${plain}${JSON.stringify(text)} in quotes for the text`)
}

function show(value: unknown): string {
  if (value instanceof Date) return 'a date'
  return typeof value === 'string' ? `the text ${JSON.stringify(value)}` : String(value)
}
