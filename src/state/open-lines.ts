import { type Blank, joinRest } from './flow-lines.ts'

/** A line that ends with the bracket it opens: `tags: [`, `- {`; its keys and dashes hold no other bracket or quote. */
const OPENING_LINE = /^ *(?:- +)*(?:(?:[^\s#[\]{}"'|>&*!%@`,][^#[\]{}"']*?|"[^"\\]*"|'[^']*')\s*: +)?[[{] *\r?$/

/** A line that ends with the head of a block text. */
const BLOCK_LINE = /^(?:.*[\s:])?[|>][-+0-9]* *(?:\s#.*)?\r?$/

/**
 * Finds in one pass what to read as spaces so that every list in [ ] and mapping in { } that begins at the end of a
 * line stands on one line. In: the text. Out: the stretches, in order. What it does not find, or would have to guess at
 * (lines inside block texts, brackets that do not close), it leaves alone.
 */
export function joinOpenLines(text: string): Blank[] {
  const blanks: Blank[] = []
  let blockIndent = -1
  for (let start = 0; start < text.length; ) {
    const end = endOfLine(text, start)
    const line = text.slice(start, end)
    const indent = line.search(/[^ ]/)
    if (blockIndent >= 0 && indent >= 0 && indent <= blockIndent) blockIndent = -1
    let next = end + 1
    if (blockIndent < 0 && BLOCK_LINE.test(line)) blockIndent = indentOfContent(line)
    else if (blockIndent < 0 && OPENING_LINE.test(line)) next = joinFrom(text, end, blanks) ?? next
    start = next
  }
  return blanks
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}

// The lines of a block text are indented more than the key it belongs to, or than the dash.
function indentOfContent(line: string): number {
  const dashes = /^ *(?:- +)*/.exec(line)?.[0].length ?? 0
  return /^[|>]/.test(line.slice(dashes)) ? line.search(/[^ ]/) : dashes
}

function joinFrom(text: string, from: number, blanks: Blank[]): number | undefined {
  const joined = joinRest(text, from, 'flow', '[')
  for (const each of joined?.blanks ?? []) blanks.push(each)
  return joined?.end
}
