import { type AnswerHead, checkStart, noHttp, parseAnswerHead } from './answer-head.ts'
import { createBodyBuffer, textOf } from './body-buffer.ts'
import { type Chunks, noChunks, readChunks } from './chunked-body.ts'
import { ExchangeError } from './exchange-error.ts'

/** The longest head that is read, in bytes: as Node's own client. */
const LONGEST_HEAD = 16 * 1024

const EMPTY_LINE = Buffer.from('\r\n\r\n')
const NOTHING = Buffer.alloc(0)

/** One answer, read whole. */
export interface Answer {
  status: number
  text: string
  contentType: string
  retryAfter: string | undefined
}

/** An answer, and what its connection is good for afterwards. */
export interface Received {
  answer: Answer
  /** How long the connection may lie idle, in milliseconds; 0: it must not be used again. */
  keepFor: number
}

/** Reads the answers of one connection, one after another. Pure: it knows no socket and no clock. */
export interface AnswerParser {
  /**
   * Takes the next bytes, which are the caller's again afterwards; gives the answer once it is whole. Raises an
   * ExchangeError (KEELSON_NO_HTTP, KEELSON_TOO_LARGE), and is of no use after it.
   */
  push(bytes: Buffer): Received | undefined
  /** The server sends no more: gives the answer that ends so, or raises an ExchangeError (KEELSON_CLOSED). */
  end(): Received
}

/** Makes a parser for one connection. The same bytes give the same answer however they are cut. */
export function createAnswerParser(): AnswerParser {
  const body = createBodyBuffer()
  /** The start of a head, where its end has not come. */
  let held = NOTHING
  let head: AnswerHead | undefined
  let chunks: Chunks = noChunks()

  const hold = (start: Buffer): Buffer => {
    checkStart(start.toString('latin1'))
    held = Buffer.from(start)
    return NOTHING
  }

  const readHead = (bytes: Buffer): Buffer => {
    const all = held.length === 0 ? bytes : Buffer.concat([held, bytes])
    const end = all.indexOf(EMPTY_LINE)
    if ((end < 0 ? all.length : end) > LONGEST_HEAD) throw noHttp('its head is too long')
    if (end < 0) return hold(all)
    held = NOTHING
    const read = parseAnswerHead(all.toString('latin1', 0, end))
    if (read.status === 101) throw noHttp('it changes the protocol')
    if (read.status >= 200) head = read
    return all.subarray(end + EMPTY_LINE.length)
  }

  const finish = (of: AnswerHead, text: string, keepFor: number): Received => {
    head = undefined
    chunks = noChunks()
    const { status, contentType, retryAfter } = of
    return { answer: { status, text, contentType, retryAfter }, keepFor }
  }

  const readSized = (of: AnswerHead, length: number, bytes: Buffer): Received | undefined => {
    const left = length - body.size()
    const keepFor = bytes.length > left ? 0 : of.keepFor
    if (body.size() === 0 && bytes.length >= length) return finish(of, textOf(bytes, length), keepFor)
    body.reserve(length)
    body.add(bytes.subarray(0, left))
    return body.size() === length ? finish(of, body.take(), keepFor) : undefined
  }

  const readBody = (of: AnswerHead, bytes: Buffer): Received | undefined => {
    if (typeof of.length === 'number') return readSized(of, of.length, bytes)
    if (of.length === 'until-close') {
      body.add(bytes)
      return undefined
    }
    const after = readChunks(chunks, bytes, body)
    return after && finish(of, body.take(), after.length === 0 ? of.keepFor : 0)
  }

  return {
    push(bytes) {
      let rest = bytes
      while (head === undefined) {
        if (rest.length === 0) return undefined
        rest = readHead(rest)
      }
      return readBody(head, rest)
    },
    end() {
      if (head?.length !== 'until-close') throw new ExchangeError('KEELSON_CLOSED')
      return finish(head, body.take(), 0)
    },
  }
}
