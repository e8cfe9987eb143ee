import { Refusal, unexpected } from '../refusal.ts'
import { isRow, type Row, type Value } from '../schema/value.ts'
import type { Answer } from './exchange.ts'
import { readForm, readMultipart } from './form.ts'

/** A page as nginx makes it for what never reaches the gateway's code (http-errors #8, #32). */
export function htmlPage(status: number, title: string): Answer {
  const line = `${status} ${title}`
  const body = `<html>\r\n<head><title>${line}</title></head>\r\n<body>\r\n<center><h1>${line}</h1></center>\r\n</body>\r\n</html>\r\n`
  return { status, body, type: 'text/html; charset=UTF-8' }
}

const FORM = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data'

/** The media type of a Content-Type header, in lower case and without parameters. */
export const mediaTypeOf = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase()

/** True where all values came as texts. */
export const isForm = (mediaType: string): boolean => mediaType === FORM || mediaType === MULTIPART

/** A body that was understood, or the answer to one that was not. */
export type ReadBody = { body: Row } | { answer: Answer }

const BAD_JSON = () => new Refusal(400, { message: 'Cannot parse JSON body' })

/**
 * Reads a request body by its media type (http-errors #1 to #15). No content type and no body is an empty body; JSON
 * that is not an object breaks the gateway (500). Throws a Refusal.
 */
export function readBody(text: string, contentType: string): ReadBody {
  const mediaType = mediaTypeOf(contentType)
  if (mediaType === 'application/json') return { body: readJson(text) }
  if (mediaType === FORM) return { body: readForm(new URLSearchParams(text)) }
  if (mediaType === MULTIPART) return { body: readForm(readMultipart(text, contentType) ?? []) }
  if (text === '') return { body: {} }
  return { answer: htmlPage(415, 'Unsupported Media Type') }
}

function readJson(text: string): Row {
  let value: Value
  try {
    value = JSON.parse(text)
  } catch {
    throw BAD_JSON()
  }
  if (isRow(value)) return value
  if (value === false) throw BAD_JSON()
  if (Array.isArray(value) && value.length === 0) return {}
  throw unexpected()
}
