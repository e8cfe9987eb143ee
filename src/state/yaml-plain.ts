import { type Bytes, putAllowed } from './bytes.ts'
import { nameStamps } from './stamps.ts'
import { LONGEST_WORD, writeText } from './yaml-text.ts'

const codes = (isAllowed: (character: string) => boolean): Uint8Array =>
  Uint8Array.from({ length: 0x7f }, (_, code) => (isAllowed(String.fromCharCode(code)) ? 1 : 0))

/** What begins neither a sign of YAML's nor a number: letters but for that of an exponent, the beginnings of most paths. */
const BEGINS = codes((character) => /[a-df-zA-DF-Z/~]/.test(character))

/** What is part of a text wherever it stands but at an end: no blank, which a colon or # beside it would part; no dollar, for placeholders. */
const INSIDE = codes((character) => /[!-#%-~]/.test(character))

const COLON = 0x3a

const putWord = nameStamps((_, text) => writeText(text))

/**
 * Adds a text as writeText would write it, if that is seen at a glance, as it is for most; tells whether it is. Texts of several
 * lines are none.
 */
export function putPlain(bytes: Bytes, text: string): boolean {
  const { length } = text
  if (length > LONGEST_WORD)
    return BEGINS[text.charCodeAt(0)] === 1 && text.charCodeAt(length - 1) !== COLON && putAllowed(bytes, text, INSIDE)
  if (text.includes('\n')) return false
  putWord(bytes, 0, text)
  return true
}
