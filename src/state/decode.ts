import { isAscii, isUtf8 } from 'node:buffer'
import { type Diagnostic, type Position, problem } from '../model/diagnostic.ts'
import { isSealed } from '../model/is-sealed.ts'

/** Byte-order marks that begin files of other encodings. */
const OTHER_ENCODINGS: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['UTF-32', [0xff, 0xfe, 0x00, 0x00]],
  ['UTF-32', [0x00, 0x00, 0xfe, 0xff]],
  ['UTF-16', [0xff, 0xfe]],
  ['UTF-16', [0xfe, 0xff]],
]

const OPENS = 'age --decrypt --identity KEY_FILE opens it'
const SAVE_AS = 'save it as UTF-8'

/**
 * Makes text of a file's bytes: UTF-8, with or without a byte-order mark. In: the file's name and bytes.
 * Out: the text, or why there is none.
 */
export function decode(file: string, bytes: Buffer): { text: string } | { trouble: Diagnostic } {
  if (isSealed(bytes)) return refuse({ file, line: 1, column: 1 }, 'sealed', 'the file is sealed', OPENS)
  const other = OTHER_ENCODINGS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))
  if (other) return refuse({ file, line: 1, column: 1 }, 'encoding', `the file is in ${other[0]}, not UTF-8`, SAVE_AS)
  const nul = bytes.indexOf(0)
  if (nul >= 0) {
    const message = `a NUL byte at byte ${nul}: this is a binary file or not UTF-8`
    return refuse(positionAt(file, bytes, nul), 'encoding', message, 'give a text file in UTF-8')
  }
  if (isAscii(bytes)) return { text: bytes.toString('latin1') }
  if (!isUtf8(bytes)) {
    const offset = firstInvalid(bytes)
    return refuse(positionAt(file, bytes, offset), 'encoding', `byte ${offset} of the file is not UTF-8`, SAVE_AS)
  }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return { text: bytes.toString('utf8', marked ? 3 : 0) }
}

function refuse(at: Position, code: string, message: string, hint: string): { trouble: Diagnostic } {
  return { trouble: problem(code, message, { at, hint }) }
}

function positionAt(file: string, bytes: Buffer, offset: number): Position {
  const before = bytes.subarray(0, offset).toString('utf8')
  const lines = before.split(/\r\n?|\n/)
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

// Walks from character to character up to one whose bytes are not those of UTF-8.
function firstInvalid(bytes: Buffer): number {
  let offset = 0
  while (offset < bytes.length) {
    const lead = bytes[offset] ?? 0
    const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    if (size > 1 && (offset + size > bytes.length || !isUtf8(bytes.subarray(offset, offset + size)))) return offset
    offset += size
  }
  return offset
}
