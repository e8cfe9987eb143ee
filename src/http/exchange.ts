import { isAscii } from 'node:buffer'
import type { Dispatcher } from 'undici'

/** The largest answer that is read, in bytes. */
const LARGEST = 512 * 1024 * 1024

/** One answer, read whole. */
export interface Answer {
  status: number
  text: string
  contentType: string
  retryAfter: string | undefined
}

/** One request, ready to go. */
export interface Outgoing {
  origin: string
  path: string
  method: Dispatcher.HttpMethod
  headers: Record<string, string>
  body?: string
}

class ExchangeError extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/**
 * Sends one request and reads its answer. Raises whatever undici raises, or an error with code KEELSON_TIMEOUT or
 * KEELSON_TOO_LARGE. The timeout, in milliseconds, is for the whole exchange and counts from the call, also while there is no connection yet. The chunks are taken from
 * undici as they come: its `request` would wrap each answer in a stream, which costs as much as all else in a write.
 */
export function exchange(dispatcher: Dispatcher, outgoing: Outgoing, timeout: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const receiver = receive((error, answer) => {
      clearTimeout(clock)
      if (answer === undefined) reject(error)
      else resolve(answer)
    })
    const clock = setTimeout(() => receiver.stop(new ExchangeError('KEELSON_TIMEOUT')), timeout)
    dispatcher.dispatch(outgoing, receiver)
  })
}

type Done = (error: Error | undefined, answer?: Answer) => void

/** What undici calls while an answer comes in; `stop` ends the request wherever it stands. */
interface Receiver extends Dispatcher.DispatchHandler {
  stop(reason: Error): void
}

function receive(done: Done): Receiver {
  const chunks: Buffer[] = []
  let size = 0
  let head: Omit<Answer, 'text'> = { status: 0, contentType: '', retryAfter: undefined }
  let controller: Dispatcher.DispatchController | undefined
  let stopped: Error | undefined
  const stop = (reason: Error): void => {
    stopped = reason
    controller?.abort(reason)
    done(reason)
  }
  return {
    stop,
    onRequestStart(given) {
      controller = given
      if (stopped !== undefined) given.abort(stopped)
    },
    onResponseStart(_, status, headers) {
      head = { status, contentType: one(headers['content-type']) ?? '', retryAfter: one(headers['retry-after']) }
    },
    onResponseData(_, chunk) {
      size += chunk.length
      if (size > LARGEST) stop(new ExchangeError('KEELSON_TOO_LARGE'))
      else chunks.push(chunk)
    },
    onResponseEnd: () => done(undefined, { ...head, text: textOf(chunks) }),
    onResponseError: (_, error) => done(error),
  }
}

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks
  const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks)
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)
