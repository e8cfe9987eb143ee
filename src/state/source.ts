import type { Position } from '../model/diagnostic.ts'
import type { Placeholder } from './placeholder.ts'

/** The text of one state file, with what it takes to read it and to point into it. */
export interface Source {
  /** The name as the user gave it. */
  file: string
  /** The text as it stands in the file, without a byte-order mark. */
  text: string
  /** The same text with letters in place of every placeholder, so that offsets are those of `text`. */
  masked: string
  /** In the order of the text. */
  placeholders: readonly Placeholder[]
}

const starts = new WeakMap<Source, number[]>()

/**
 * Turns an offset of a source into a line and a column, both from 1; columns count UTF-16 units, as editors do.
 * The starts of the lines are found at the first call only.
 */
export function positionOf(source: Source, offset: number): Position {
  const lines = starts.get(source) ?? lineStarts(source.text)
  starts.set(source, lines)
  const line = lineOf(lines, offset)
  return { file: source.file, line, column: offset - (lines[line - 1] ?? 0) + 1 }
}

function lineStarts(text: string): number[] {
  const found = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) found.push(index + end.length)
  return found
}

// The number of line starts at or before the offset, by bisection.
function lineOf(lines: readonly number[], offset: number): number {
  let [low, high] = [1, lines.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lines[middle - 1] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
