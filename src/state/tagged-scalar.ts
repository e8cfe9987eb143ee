import { NOT_FINITE, resolveScalar, TOO_LARGE } from './scalar.ts'

/** Says that a scalar's text does not fit its tag. */
export const UNFIT = Symbol('unfit')

/** Says that a tag is none of YAML's own. */
export const UNKNOWN_TAG = Symbol('unknown tag')

type Fitted = null | boolean | number | string | typeof NOT_FINITE | typeof TOO_LARGE

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const READERS: Readonly<Record<string, (text: string) => Fitted | typeof UNFIT>> = {
  '!': (text) => text,
  str: (text) => text,
  timestamp: (text) => (/^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ]|$)/.test(text) ? text : UNFIT),
  null: (text) => only(text, (value) => value === null),
  bool: (text) => only(text, (value) => typeof value === 'boolean'),
  int: (text) => only(text, (value) => Number.isInteger(value)),
  float: (text) => only(text, (value) => typeof value === 'number'),
  binary: fromBase64,
}

/**
 * Reads a scalar that has a tag, as decK's reader does: the tag decides, quotes or none.
 * In: the tag's short name and the text. Out: the value, or a symbol that says why there is none.
 */
export function readTagged(tag: string, text: string): Fitted | typeof UNFIT | typeof UNKNOWN_TAG {
  const read = Object.hasOwn(READERS, tag) ? READERS[tag] : undefined
  return read ? read(text) : UNKNOWN_TAG
}

function only(text: string, fits: (value: Fitted) => boolean): Fitted | typeof UNFIT {
  const value = resolveScalar(text)
  return value === NOT_FINITE || value === TOO_LARGE || fits(value) ? value : UNFIT
}

function fromBase64(text: string): string | typeof UNFIT {
  const bare = text.replace(/[\r\n]/g, '')
  return BASE64.test(bare) ? Buffer.from(bare, 'base64').toString('utf8') : UNFIT
}
