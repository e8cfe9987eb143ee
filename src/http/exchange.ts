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
  /** For the whole exchange, in milliseconds. */
  timeout: number
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
 * KEELSON_TOO_LARGE. The time counts from the call; undici does not look at its signal before it has a connection
 * (7.30, seen with a proxy that does not answer), so that the clock is raced here.
 */
export async function exchange(dispatcher: Dispatcher, outgoing: Outgoing): Promise<Answer> {
  const { timeout, ...rest } = outgoing
  const late = new AbortController()
  const work = send(dispatcher, rest, late.signal)
  let timer: NodeJS.Timeout | undefined
  const clock = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ExchangeError('KEELSON_TIMEOUT')), timeout)
  })
  try {
    return await Promise.race([work, clock])
  } catch (error) {
    work.catch(() => undefined)
    late.abort()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function send(dispatcher: Dispatcher, outgoing: Omit<Outgoing, 'timeout'>, signal: AbortSignal): Promise<Answer> {
  const { body, ...rest } = outgoing
  const answer = await dispatcher.request({ ...rest, body: body ?? null, signal })
  const { headers } = answer
  return {
    status: answer.statusCode,
    text: await readText(answer.body),
    contentType: one(headers['content-type']) ?? '',
    retryAfter: one(headers['retry-after']),
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > LARGEST) throw new ExchangeError('KEELSON_TOO_LARGE')
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)
