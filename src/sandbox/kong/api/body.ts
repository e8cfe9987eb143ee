import { Refusal, unexpected } from '../refusal.ts'
import { isRow, type Row, type Value } from '../schema/value.ts'
import type { Answer } from './exchange.ts'

/** A page as nginx makes it for what never reaches the gateway's code (http-errors #8, #32). */
export function htmlPage(status: number, title: string): Answer {
  const line = `${status} ${title}`
  const body = `<html>\r\n<head><title>${line}</title></head>\r\n<body>\r\n<center><h1>${line}</h1></center>\r\n</body>\r\n</html>\r\n`
  return { status, body, type: 'text/html; charset=UTF-8' }
}

/** A body that was understood, or the answer to one that was not. */
export type ReadBody = { body: Row } | { answer: Answer }

const BAD_JSON = () => new Refusal(400, { message: 'Cannot parse JSON body' })

/**
 * Reads a request body by its media type (http-errors #1 to #15). No content type and no body is an empty body; JSON
 * that is not an object breaks the gateway (500). Throws a Refusal.
 */
export function readBody(text: string, mediaType: string): ReadBody {
  if (mediaType === 'application/json') return { body: readJson(text) }
  if (mediaType === 'application/x-www-form-urlencoded') return { body: readForm(text) }
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
  if (Array.isArray(value) && value.length === 0) return {}
  throw unexpected()
}

/** Form fields: `a.b` is nested, `a[]` is a list, a name given twice becomes a list (http-errors #12, #13). */
function readForm(text: string): Row {
  const given = new Map<string, Value>()
  for (const [name, value] of new URLSearchParams(text)) {
    const before = given.get(name)
    given.set(name, before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value])
  }
  const body: Row = {}
  for (const [name, value] of given) placeField(body, name.split('.'), value)
  return body
}

function placeField(row: Row, [first = '', ...rest]: string[], value: Value): void {
  const name = first.replace(/\[\]$/, '')
  if (rest.length > 0) {
    const inner = row[name]
    const nested: Row = isRow(inner) ? inner : {}
    row[name] = nested
    placeField(nested, rest, value)
    return
  }
  const before = row[name]
  if (first !== name) row[name] = Array.isArray(value) ? value : [value]
  else row[name] = before === undefined ? value : [before, value]
}
