import type { Value } from './value.ts'

/**
 * Takes what a dump says, in the order in which it is to be written, so that no copy of it is made. A record that is open gets
 * fields, and lists of records: `list`, for each record `record` to `endRecord`, `endList`. A name comes once in a record.
 */
export interface Sink {
  field(name: string, value: Value): void
  list(name: string): void
  record(): void
  endRecord(): void
  endList(): void
}

/** Writes the fields of one record. */
export type WriteRecord = (sink: Sink) => void
