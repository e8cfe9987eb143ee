import { ExchangeError } from './exchange-error.ts'

/** What the head of an answer says, as far as it matters here. */
export interface AnswerHead {
  status: number
  contentType: string
  retryAfter: string | undefined
  /** The bytes of the body, or how its end is told. */
  length: number | 'chunked' | 'until-close'
  /** How long the connection may lie idle afterwards, in milliseconds; 0: it ends with this answer. */
  keepFor: number
}

/** How long a connection is kept that the server says nothing of. */
const KEEP = 30_000

/** So much earlier than the server we end a connection, lest a request meets its end. */
const AHEAD = 1000

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?(?=\r\n|$)/
/** All fields, from where it is set to begin: nothing in them is half a line break or another control character. */
const FIELDS = /(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*)*$/y
/** Those that matter. */
const MATTERS = /\r\n(content-type|content-length|transfer-encoding|connection|keep-alive|retry-after):([^\r]*)/gi

/** What they say, by name in lower case. */
type Fields = Record<string, string | undefined>

/**
 * Reads the head of an answer (RFC 9112).
 * @param text status line and fields, without the empty line after them; one character for each byte
 * @throws ExchangeError (KEELSON_NO_HTTP) for what is no such head, or leaves open where the body ends
 */
export function parseAnswerHead(text: string): AnswerHead {
  const [first = '', minor, digits] = STATUS_LINE.exec(text) ?? []
  if (minor === undefined) throw noHttp(NO_STATUS)
  const fields = fieldsIn(text, first.length)
  const status = Number(digits)
  return {
    status,
    contentType: fields['content-type'] ?? '',
    retryAfter: fields['retry-after'],
    length: lengthOf(status, fields),
    keepFor: keepFor(minor, fields),
  }
}

/** What every head begins with. */
const START = 'HTTP/1.'

/** Raises an ExchangeError (KEELSON_NO_HTTP) where the text cannot become a head, so that nobody waits for the rest of it. */
export function checkStart(text: string): void {
  if (!text.startsWith(START.slice(0, text.length))) throw noHttp(NO_STATUS)
}

const NO_STATUS = 'it does not begin with a status line'

/** An error for an answer that cannot be read. */
export const noHttp = (why: string): ExchangeError =>
  new ExchangeError('KEELSON_NO_HTTP', `the answer is no HTTP/1.1: ${why}`)

/** Both expressions are set to begin anew: an iterator over what they find would be made of new ones for each head. */
function fieldsIn(text: string, start: number): Fields {
  FIELDS.lastIndex = start
  if (!FIELDS.test(text)) throw noHttp('a line of its head is no field')
  const fields: Fields = {}
  MATTERS.lastIndex = start
  for (let found = MATTERS.exec(text); found !== null; found = MATTERS.exec(text)) {
    const [, written = '', value = ''] = found
    const name = written.toLowerCase()
    const former = fields[name]
    fields[name] = former === undefined ? value.trim() : `${former}, ${value.trim()}`
  }
  return fields
}

function lengthOf(status: number, fields: Fields): AnswerHead['length'] {
  const encoding = fields['transfer-encoding']
  const length = fields['content-length']
  if (status < 200 || status === 204 || status === 304) return 0
  if (encoding !== undefined) {
    if (length !== undefined) throw noHttp('it tells its length in two ways')
    if (encoding.toLowerCase() !== 'chunked') throw noHttp('its transfer encoding is not known')
    return 'chunked'
  }
  if (length === undefined) return 'until-close'
  if (!/^\d{1,15}$/.test(length)) throw noHttp('its length is no number')
  return Number(length)
}

function keepFor(minor: string, fields: Fields): number {
  const connection = fields.connection?.toLowerCase() ?? ''
  if (minor === '0' ? !connection.includes('keep-alive') : connection.includes('close')) return 0
  const [, seconds] = /timeout\s*=\s*"?(\d+)/i.exec(fields['keep-alive'] ?? '') ?? []
  return seconds === undefined ? KEEP : Math.max(0, Number(seconds) * 1000 - AHEAD)
}
