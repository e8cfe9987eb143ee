import { escapeOf } from '../model/unseen.ts'
import { hidePlaceholders, OPENING } from './placeholder.ts'

/** Words that some reader, in some spelling, takes for a boolean or null; and YAML's own signs. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|~|=|<<)$/i

/** What some reader takes for a number, a time or a date: decimal, prefixed, fraction, base 60, infinite, date. */
const NUMBERS = [
  /^[-+]?0[xXoObB][-+0-9a-fA-F_]*$/,
  /^(?=.*[0-9.])[-+]?[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9_]*)?$/,
  /^[-+]?[0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9_]*)?$/,
  /^[-+]?\.(?:inf|nan)$/i,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt \t])/,
]

/** A word that is text to everyone unless it is one of WORDS: most names, keys and paths. */
const SIMPLE = /^(?![eE][-+]?[0-9_]+$)[A-Za-z/][\w/.-]*$/

/** The longest of WORDS. */
export const LONGEST_WORD = 5

/** Beginnings that mean something else, or may to some reader. */
const INDICATOR = /^(?:[[\]{},#&*!|>'"%@`?:]|-(?:$|\s|--)|\.\.\.|--)/
const SEPARATOR = /: | #|:$|^\s|\s$/

/**
 * Characters that must be written as escapes: control characters, other line breaks, marks, halves of pairs; and those of UNSEEN, so
 * that a text says what it shows.
 */
const ESCAPED =
  /[^\n -~\u00a1-\u061b\u061d-\u200a\u200c-\u200d\u2010-\u2027\u202f-\u205f\u2061-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u
const ESCAPED_ALL = new RegExp(ESCAPED, 'gu')

/**
 * Writes a text as a YAML scalar of one line: as it is where all readers (YAML 1.1, 1.2, Go's, js-yaml, yaml) take it
 * for that text, else in quotes; single ones where double ones would need escapes that single ones do not.
 */
export function writeText(text: string): string {
  if (SIMPLE.test(text)) return text.length <= LONGEST_WORD && WORDS.test(text) ? `"${text}"` : text
  if (text.includes('\n') || text.includes(OPENING) || ESCAPED.test(text)) return escaped(text)
  if (isPlain(text)) return text
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`
}

function isPlain(text: string): boolean {
  if (text === '' || INDICATOR.test(text) || SEPARATOR.test(text) || WORDS.test(text)) return false
  return !/^[-+.0-9eE]/.test(text) || !NUMBERS.some((pattern) => pattern.test(text))
}

// JSON's escapes are YAML's too; what JSON leaves as it is and YAML does not is escaped after. A text that looks like a
// placeholder must not become one.
function escaped(given: string): string {
  const text = JSON.stringify(given).replace(ESCAPED_ALL, escapeOf)
  return hidePlaceholders(text)
}

/**
 * The header of the block that a text of several lines can be written as: `|`, `|-` or `|+` by the line breaks at its
 * end. Undefined where a block would not be read back alike by all.
 */
export function blockHeader(text: string): '|' | '|-' | '|+' | undefined {
  if (
    !text.includes('\n') ||
    text.includes(OPENING) ||
    /^[\s]|\n[ \t]+(?:\n|$)/.test(text) ||
    ESCAPED.test(text.replaceAll('\t', ' '))
  )
    return undefined
  if (!text.endsWith('\n')) return '|-'
  return text.endsWith('\n\n') ? '|+' : '|'
}

/**
 * Writes a number so that all readers give the same back: beyond 2^53 and for fractions of many places with a point and
 * a signed exponent. Raises a TypeError for infinities and NaN, which JSON, and so the gateway, does not have.
 */
export function writeNumber(value: number): string {
  if (Number.isSafeInteger(value)) return value === 0 ? '0' : String(value)
  if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be written: JSON has no such number`)
  const text = Math.abs(value) > Number.MAX_SAFE_INTEGER ? value.toExponential() : String(value)
  return text.replace(/^(-?[0-9]+)e/, '$1.0e')
}
