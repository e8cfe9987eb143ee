import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAnswerParser, type Received } from '../../../src/http/answer-parser.ts'

/** What a parser makes of bytes that come in these pieces, and then the end; an error by its code. */
function parse(pieces: readonly Buffer[], ended = true): Received | string | undefined {
  const parser = createAnswerParser()
  try {
    for (const piece of pieces) {
      // The bytes are ours again after the call.
      const lent = Buffer.from(piece)
      const received = parser.push(lent)
      lent.fill('#')
      if (received !== undefined) return received
    }
    return ended ? parser.end() : undefined
  } catch (error) {
    return String((error as { code?: unknown }).code)
  }
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const parseText = (text: string): Received | string | undefined => parse([bytes(text)])

function received(text: string, more: object = {}, keepFor = 30_000) {
  return { answer: { status: 200, text, contentType: '', retryAfter: undefined, ...more }, keepFor }
}

/** Cuts bytes at these places. */
function cut(whole: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (whole.length + 1)), whole.length].sort((a, b) => a - b)
  return sorted.slice(1).map((to, index) => whole.subarray(sorted[index], to))
}

/** A body in chunks of these sizes, with an extension and a trailer. */
function chunked(body: Buffer, sizes: readonly number[]): Buffer {
  const parts: Buffer[] = []
  let at = 0
  for (const size of [...sizes, body.length]) {
    const part = body.subarray(at, at + size)
    at += part.length
    if (part.length > 0) parts.push(bytes(`${part.length.toString(16)};ext="x"\r\n`), part, bytes('\r\n'))
  }
  return Buffer.concat([...parts, bytes('0\r\nX-Trailer: t\r\n\r\n')])
}

const framings = ['length', 'chunked', 'close'] as const

function written(framing: (typeof framings)[number], body: Buffer, sizes: readonly number[]): Buffer {
  const head =
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Type: application/json\r\nRetry-After: 7\r\n'
  if (framing === 'close') return Buffer.concat([bytes(`${head}\r\n`), body])
  if (framing === 'length') return Buffer.concat([bytes(`${head}content-length: ${body.length}\r\n\r\n`), body])
  return Buffer.concat([bytes(`${head}transfer-encoding: Chunked\r\n\r\n`), chunked(body, sizes)])
}

describe('an answer', () => {
  it('is the same however its bytes are cut', () => {
    const anyBody = fc.oneof(fc.string({ unit: 'grapheme' }), fc.json()).map((text) => Buffer.from(text))
    const numbers = fc.array(fc.nat(400), { maxLength: 8 })
    fc.assert(
      fc.property(fc.constantFrom(...framings), anyBody, numbers, numbers, (framing, body, sizes, places) => {
        const whole = written(framing, body, sizes)
        const more = { status: 201, contentType: 'application/json', retryAfter: '7' }
        const expected = received(body.toString(), more, framing === 'close' ? 0 : 30_000)
        expect(parse(cut(whole, places))).toEqual(expected)
        expect(parse(cut(whole, [...whole.keys()]))).toEqual(expected)
      }),
    )
  })

  it('is never taken for whole when it is cut off', () => {
    fc.assert(
      fc.property(fc.constantFrom('length', 'chunked'), fc.string(), fc.nat(), (framing, text, place) => {
        const whole = written(framing, Buffer.from(text), [3])
        expect(parse([whole.subarray(0, place % whole.length)])).toBe('KEELSON_CLOSED')
      }),
    )
  })

  it('follows others on the same connection', () => {
    const parser = createAnswerParser()
    for (const framing of ['length', 'chunked', 'length'] as const)
      for (const piece of cut(written(framing, Buffer.from(framing), [2]), [120])) {
        const read = parser.push(piece)
        if (read !== undefined) expect(read.answer.text).toBe(framing)
      }
    expect(() => parser.end()).toThrow(expect.objectContaining({ code: 'KEELSON_CLOSED' }))
  })

  it('may be large, and in many pieces', () => {
    const body = Buffer.from('äbc'.repeat(500_000))
    const places = Array.from({ length: 40 }, (_, index) => index * 50_001)
    for (const framing of framings) {
      const read = parse(cut(written(framing, body, [100_000, 7, 900_000]), places))
      expect(typeof read === 'object' && read.answer.text === body.toString()).toBe(true)
    }
  })

  it.each([
    ['HTTP/1.1 204 No Content\r\ncontent-length: 9\r\n\r\n', received('', { status: 204 })],
    ['HTTP/1.1 304 \r\ntransfer-encoding: chunked\r\n\r\n', received('', { status: 304 })],
    ['HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok', received('ok')],
    ['HTTP/1.1 200 OK\r\n\r\nto the end', received('to the end', {}, 0)],
    ['HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 2\r\n\r\nok', received('ok', {}, 0)],
    ['HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok', received('ok', {}, 0)],
    ['HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok', received('ok')],
    ['HTTP/1.1 200 OK\r\nkeep-alive: timeout=5\r\ncontent-length: 0\r\n\r\n', received('', {}, 4000)],
    ['HTTP/1.1 200 OK\r\nKeep-Alive: max=9, timeout=1\r\ncontent-length: 0\r\n\r\n', received('', {}, 0)],
    ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK', received('ok', {}, 0)],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nHTTP', received('', {}, 0)],
    ['HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', received('')],
  ])('says where it ends: %j', (text, expected) => {
    expect(parseText(text)).toEqual(expected)
  })

  it.each([
    'SSH-2.0-OpenSSH\r\n\r\n',
    'SSH-2.0-OpenSSH\r\n',
    '\0\0\x12\x04\0\0\0\0\0',
    'HTTP/2',
    'S',
    'HTTP/2 200\r\n\r\n',
    'HTTP/1.1 0200 OK\r\n\r\n',
    'HTTP/1.1 099 OK\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\n\r\n',
    'HTTP/1.1 200 OK\r\nno colon\r\n\r\n',
    'HTTP/1.1 200 OK\r\n: no name\r\n\r\n',
    'HTTP/1.1 200 OK\r\nname : x\r\n\r\n',
    'HTTP/1.1 200 OK\r\nname: x\r\n folded\r\n\r\n',
    'HTTP/1.1 200 OK\r\nname: x\ny: z\r\n\r\n',
    'HTTP/1.1 200 OK\r\nname: \0\r\n\r\n',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok',
    'HTTP/1.1 200 OK\r\ncontent-length: 2, 3\r\n\r\nok',
    'HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\nok',
    'HTTP/1.1 200 OK\r\ncontent-length: 0x2\r\n\r\nok',
    'HTTP/1.1 200 OK\r\ncontent-length: \r\n\r\nok',
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2 2\r\nok\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;a\nb\r\nok\r\n0\r\n\r\n',
    `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`,
    `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}`,
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${'x: y\r\n'.repeat(5000)}`,
  ])('is refused when it is no HTTP/1.1: %.70j', (text) => {
    expect(parseText(text)).toBe('KEELSON_NO_HTTP')
  })

  it('is refused when it is larger than anybody means it to be', () => {
    const pieces = [bytes('HTTP/1.1 200 OK\r\ncontent-length: 536870913\r\n\r\nx')]
    expect(parse(pieces, false)).toBe('KEELSON_TOO_LARGE')
  })
})
