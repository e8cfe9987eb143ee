/**
 * Text on its way to a file, as UTF-8: while it grows, nothing is made that the garbage collector has to clear away. `length`
 * bytes of `buffer` are written; `view` is the same memory.
 */
export interface Bytes {
  buffer: Buffer
  view: DataView
  length: number
  readonly size: number
}

/** Text that is written again and again. It is copied a word of eight bytes at a time, which is several times as fast as byte by byte. */
export interface Stamp {
  words: Float64Array
  length: number
}

const WORD = Float64Array.BYTES_PER_ELEMENT

/** UTF-8 takes at most so many bytes for a unit of UTF-16. */
const WIDEST = 3

/** Opens an empty text. It takes room for `size` bytes with the first of them, and grows when more are written. */
export function openBytes(size: number): Bytes {
  return { buffer: EMPTY, view: viewOf(EMPTY), length: 0, size }
}

const EMPTY = Buffer.alloc(0)

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView => new DataView(buffer, byteOffset, byteLength)

function reserve(bytes: Bytes, more: number): void {
  if (bytes.length + more > bytes.buffer.length) grow(bytes, bytes.length + more)
}

function grow(bytes: Bytes, least: number): void {
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes.size, least, 2 * bytes.buffer.length))
  bytes.buffer.copy(larger, 0, 0, bytes.length)
  bytes.buffer = larger
  bytes.view = viewOf(larger)
}

/** Gives what was written away, and begins anew. */
export function takeBytes(bytes: Bytes): Buffer {
  const { buffer, length, size } = bytes
  Object.assign(bytes, openBytes(size))
  return buffer.subarray(0, length)
}

/** Adds one ASCII character by its code. */
export function putCode(bytes: Bytes, code: number): void {
  reserve(bytes, 1)
  bytes.buffer[bytes.length] = code
  bytes.length += 1
}

/** Adds any text. */
export function putText(bytes: Bytes, text: string): void {
  reserve(bytes, WIDEST * text.length)
  bytes.length += bytes.buffer.write(text, bytes.length)
}

/** Adds a text if all its characters are among `allowed`, by their code; tells whether they are. */
export function putAllowed(bytes: Bytes, text: string, allowed: Uint8Array): boolean {
  reserve(bytes, text.length)
  const { buffer, length } = bytes
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= allowed.length || allowed[code] === 0) return false
    buffer[length + at] = code
  }
  bytes.length = length + text.length
  return true
}

const ZERO = 0x30
const MOST = 0x7fffffff

/** Adds a whole number from 0 to 2^31 - 1 in decimal; tells whether it is one. */
export function putWhole(bytes: Bytes, number: number): boolean {
  if (!Number.isInteger(number) || number < 0 || number > MOST) return false
  let digits = 1
  for (let beyond = 10; number >= beyond; beyond *= 10) digits += 1
  reserve(bytes, digits)
  bytes.length += digits
  let rest = number | 0
  for (let at = bytes.length - 1; digits > 0; digits -= 1, at -= 1) {
    const tenth = (rest / 10) | 0
    bytes.buffer[at] = ZERO + rest - 10 * tenth
    rest = tenth
  }
  return true
}

/** Makes a stamp; undefined for a text that is not ASCII, of which words of eight bytes may be no numbers to copy. */
export function stampOf(text: string): Stamp | undefined {
  if (Buffer.byteLength(text) !== text.length) return undefined
  const words = new Float64Array(Math.ceil(text.length / WORD))
  const padded = Buffer.alloc(WORD * words.length)
  padded.write(text)
  words.forEach((_, at) => {
    words[at] = padded.readDoubleLE(WORD * at)
  })
  return { words, length: text.length }
}

/** Adds a stamp. */
export function putStamp(bytes: Bytes, { words, length }: Stamp): void {
  reserve(bytes, WORD * words.length)
  const { view, length: from } = bytes
  for (let at = 0; at < words.length; at += 1) view.setFloat64(from + WORD * at, words[at] ?? 0, true)
  bytes.length = from + length
}
