import { isAscii } from 'node:buffer'
import { ExchangeError } from './exchange-error.ts'

/** The largest answer that is read, in bytes. */
const LARGEST = 512 * 1024 * 1024

/** More than this is not kept for the next answer, in bytes. */
const KEPT = 4 * 1024 * 1024

/** Below so many bytes a look whether all is ASCII costs more than it saves. */
const LONG = 4096

/** Where a body is put together, answer after answer. */
export interface BodyBuffer {
  /** Makes room for so many bytes in all. Raises an ExchangeError (KEELSON_TOO_LARGE). */
  reserve(bytes: number): void
  /** Adds a copy of these bytes; raises the same. */
  add(bytes: Buffer): void
  /** How many bytes there are. */
  size(): number
  /** Gives all as text, and empties it. */
  take(): string
}

/** Makes an empty one; it takes no memory before it is used. */
export function createBodyBuffer(): BodyBuffer {
  let held = Buffer.alloc(0)
  let size = 0
  const reserve = (bytes: number): void => {
    if (bytes > LARGEST) throw new ExchangeError('KEELSON_TOO_LARGE')
    if (bytes <= held.length) return
    const larger = Buffer.allocUnsafeSlow(bytes)
    held.copy(larger, 0, 0, size)
    held = larger
  }
  return {
    reserve,
    add(bytes) {
      const needed = size + bytes.length
      if (needed > held.length)
        reserve(needed > LARGEST ? needed : Math.min(LARGEST, Math.max(needed, held.length * 2)))
      bytes.copy(held, size)
      size = needed
    },
    size: () => size,
    take() {
      const text = textOf(held, size)
      size = 0
      if (held.length > KEPT) held = Buffer.alloc(0)
      return text
    },
  }
}

/** Decodes UTF-8, so many bytes of it. What is long and ASCII, as most of it, is decoded as Latin-1, which takes a fraction of the time. */
export function textOf(bytes: Buffer, length: number): string {
  const isLatin = length > LONG && isAscii(bytes.subarray(0, length))
  return bytes.toString(isLatin ? 'latin1' : 'utf8', 0, length)
}
