import { noHttp } from './answer-head.ts'
import type { BodyBuffer } from './body-buffer.ts'

/** Longer than this, in bytes, is no line between the chunks, nor all that comes after the last one. */
const LONGEST = 16 * 1024

const SIZE = /^([0-9a-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i
const NOTHING = Buffer.alloc(0)

/** How far a body in chunks has been read. */
export interface Chunks {
  expected: 'size' | 'data' | 'break' | 'trailer' | 'nothing'
  /** Bytes of the chunk that have not come. */
  left: number
  /** The start of a line, where its end has not come. */
  held: Buffer
  /** Bytes of trailers. */
  trailers: number
}

/** Before the first byte. */
export const noChunks = (): Chunks => ({ expected: 'size', left: 0, held: NOTHING, trailers: 0 })

/**
 * Reads on in a body in chunks (RFC 9112, section 7.1); extensions and trailers are left out.
 * @param body takes what is in the chunks
 * @returns the bytes after the body; undefined while it is not whole
 * @throws ExchangeError (KEELSON_NO_HTTP, KEELSON_TOO_LARGE)
 */
export function readChunks(chunks: Chunks, bytes: Buffer, body: BodyBuffer): Buffer | undefined {
  let rest = chunks.held.length === 0 ? bytes : Buffer.concat([chunks.held, bytes])
  chunks.held = NOTHING
  while (chunks.expected !== 'nothing') {
    if (chunks.expected === 'data') rest = readData(chunks, rest, body)
    if (chunks.left > 0) return undefined
    const end = rest.indexOf('\r\n')
    if ((end < 0 ? rest.length : end) > LONGEST) throw noHttp('its chunks are damaged')
    if (end < 0) {
      chunks.held = Buffer.from(rest)
      return undefined
    }
    const line = rest.toString('latin1', 0, end)
    if (chunks.expected === 'trailer') readTrailer(chunks, line)
    else readLine(chunks, line)
    rest = rest.subarray(end + 2)
  }
  return rest
}

function readData(chunks: Chunks, bytes: Buffer, body: BodyBuffer): Buffer {
  const data = bytes.subarray(0, chunks.left)
  body.add(data)
  chunks.left -= data.length
  if (chunks.left === 0) chunks.expected = 'break'
  return bytes.subarray(data.length)
}

function readLine(chunks: Chunks, line: string): void {
  if (chunks.expected === 'break' && line === '') {
    chunks.expected = 'size'
    return
  }
  const [, digits] = (chunks.expected === 'size' && SIZE.exec(line)) || []
  if (digits === undefined) throw noHttp('its chunks are damaged')
  chunks.left = Number.parseInt(digits, 16)
  chunks.expected = chunks.left === 0 ? 'trailer' : 'data'
}

function readTrailer(chunks: Chunks, line: string): void {
  chunks.trailers += line.length
  if (chunks.trailers > LONGEST) throw noHttp('too much comes after its chunks')
  if (line === '') chunks.expected = 'nothing'
}
