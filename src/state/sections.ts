import type { Section } from '../model/provider.ts'
import type { Sink } from '../model/sink.ts'
import type { Fields } from '../model/value.ts'
import { type Bytes, takeBytes } from './bytes.ts'

/** Text is handed on in pieces of about this many bytes. */
const PIECE = 262_144

/** Room for a piece and the entry that ends it. */
export const ROOM: number = PIECE + 65_536

/** A sink that makes bytes. */
export interface ByteSink extends Sink {
  bytes: Bytes
  /** Writes what stands at the end of all. */
  end(): void
}

/** Writes sections piece by piece. */
export function* writeSections(sink: ByteSink, sections: Iterable<Section>): Generator<Buffer> {
  for (const section of sections) {
    if ('value' in section) {
      sink.field(section.name, section.value)
      continue
    }
    sink.list(section.name)
    for (const write of section.entries) {
      sink.record()
      write(sink)
      sink.endRecord()
      if (sink.bytes.length >= PIECE) yield takeBytes(sink.bytes)
    }
    sink.endList()
  }
  sink.end()
  yield takeBytes(sink.bytes)
}

/** A mapping as sections; what is undefined is left out. */
export function* sectionsOf(fields: Fields): Generator<Section> {
  for (const name of Object.keys(fields)) {
    const value = fields[name]
    if (value !== undefined) yield { name, value }
  }
}

/** Pieces as one text. */
export function textOf(pieces: Iterable<string | Buffer>): string {
  return Array.from(pieces, String).join('')
}
