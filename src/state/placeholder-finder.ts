import { CLOSING, type Flaw, OPENING, type Placeholder } from './placeholder.ts'
import { parsePlaceholder } from './placeholder-parser.ts'
import { FlawFound, unclosed } from './placeholder-tokens.ts'
import type { Source } from './source.ts'

/** How far the end of a placeholder that cannot be read is looked for, in characters. */
const LONGEST_FLAW = 1000

/**
 * Finds the placeholders of a state file before anything else reads it, and masks each with as many letters, so that
 * what stands around it (quotes, flow lists, block texts, JSON) is read as if a plain word stood there.
 * In: the file's name and text. Out: a source. Lines whose first character is `#` are left alone, as by decK.
 */
export function findPlaceholders(file: string, text: string): Source {
  const placeholders: Placeholder[] = []
  let [from, lineStart] = [0, 0]
  for (let start = text.indexOf(OPENING); start >= 0; start = text.indexOf(OPENING, from)) {
    const lastBreak = text.slice(from, start).lastIndexOf('\n')
    if (lastBreak >= 0) lineStart = from + lastBreak + 1
    if (/^[ \t]*#/.test(text.slice(lineStart, start))) {
      from = endOfLine(text, start)
    } else {
      const found = readPlaceholder(text, start)
      placeholders.push(found)
      from = found.end
    }
  }
  return { file, text, masked: mask(text, placeholders), placeholders }
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end
}

function readPlaceholder(text: string, start: number): Placeholder {
  try {
    const { expression, closing } = parsePlaceholder(text, start + OPENING.length)
    return { start, end: closing + CLOSING.length, content: { expression } }
  } catch (error) {
    if (!(error instanceof FlawFound)) throw error
    return { start, end: endOfFlawed(text, start), content: { flaw: flawOf(error, text, start) } }
  }
}

// What follows on the next lines is hardly meant to be part of it.
function flawOf({ flaw }: FlawFound, text: string, start: number): Flaw {
  const end = endOfLine(text, start)
  return flaw.offset > end && !text.slice(start, end).includes(CLOSING) ? unclosed(start).flaw : flaw
}

// A flawed placeholder ends with its line at the latest, so that it hides nothing of what follows.
function endOfFlawed(text: string, start: number): number {
  const rest = /^[^\n]*?\}\}/.exec(text.slice(start, start + LONGEST_FLAW))
  return start + (rest?.[0].length ?? OPENING.length)
}

function mask(text: string, placeholders: readonly Placeholder[]): string {
  if (placeholders.length === 0) return text
  const pieces: string[] = []
  let from = 0
  for (const { start, end } of placeholders) {
    pieces.push(text.slice(from, start), 'x'.repeat(end - start))
    from = end
  }
  pieces.push(text.slice(from))
  return pieces.join('')
}
