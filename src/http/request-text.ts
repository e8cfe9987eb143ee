import { problem, Refusal } from '../model/diagnostic.ts'
import { ExchangeError } from './exchange-error.ts'
import type { Encoded } from './multipart.ts'

/** One request, ready to go. */
export interface Outgoing {
  method: string
  /** What the request line names: a path, or the whole address for a forward proxy. */
  target: string
  /** The lines of its fields, as `fieldLines` writes them. */
  fields: string
  content?: Encoded | undefined
}

const TARGET = /^[\x21-\x7e\x80-\xff]+$/
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Fields that say how a message is framed: only who writes it knows. */
const FRAMING = ['content-length', 'transfer-encoding', 'keep-alive', 'upgrade', 'expect', 'te', 'trailer']

/** Methods that say how long their body is even without one (RFC 9110, section 8.6). */
const WITH_BODY = ['PUT', 'POST', 'PATCH']

/**
 * Writes the fields that go along with every request.
 * @param fields value by name; of two that differ in case only, both are written
 * @throws Refusal (invalid) for a name or value that HTTP cannot send, or that is not for the user to set
 */
export function fieldLines(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${checked(name, value)}: ${value}\r\n`)
    .join('')
}

function checked(name: string, value: string): string {
  if (!NAME.test(name) || !VALUE.test(value)) throw refuse(`the header ${JSON.stringify(name)} cannot be sent by HTTP`)
  if (FRAMING.includes(name.toLowerCase()))
    throw refuse(`the header ${name} is not yours to set: Keelson itself sets it`)
  return name
}

const refuse = (message: string): Refusal => new Refusal('invalid', [problem('bad-header', message)])

/**
 * Writes a request as it goes over the wire, in one piece: as text of one byte for each character, or as bytes where it
 * has others.
 * @throws ExchangeError (KEELSON_UNSENDABLE) for a target that HTTP cannot send
 */
export function requestText({ method, target, fields, content }: Outgoing): string | Buffer {
  if (!TARGET.test(target))
    throw new ExchangeError('KEELSON_UNSENDABLE', 'the path has a character that HTTP cannot send')
  const type = content === undefined ? '' : `content-type: ${content.contentType}\r\n`
  const body = content?.body ?? ''
  const bytes = Buffer.byteLength(body)
  const length = bytes > 0 || WITH_BODY.includes(method) ? `content-length: ${bytes}\r\n` : ''
  const head = `${method} ${target} HTTP/1.1\r\n${fields}${type}${length}\r\n`
  return bytes === body.length ? head + body : Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)])
}
