/** A stretch of text that is read as if it were spaces. */
export interface Blank {
  start: number
  end: number
}

/** The stretches up to the end of what a place is inside of, and that end. */
export interface Joined {
  blanks: readonly Blank[]
  end: number
}

/** What a place is inside of. */
export type Inside = 'flow' | '"' | "'"

const OPENS = /[[{]/
const CLOSES = /[\]}]/
const BEFORE_VALUE = /[[{,:?]/
const AFTER_VALUE = /[,:\]}]/

/**
 * Finds what to read as spaces so that the rest of a list in [ ], a mapping in { } or a quoted text stands on one line:
 * line breaks, tabs, comments. In: the text, a place inside, what it is inside of and the last character of what
 * stands before. Out: those stretches up to the end of that quoted text or of the innermost bracket; undefined where
 * it does not end, or where joining lines could join two values.
 */
export function joinRest(text: string, from: number, inside: Inside, before: string): Joined | undefined {
  const blanks: Blank[] = []
  if (inside !== 'flow') return close(text, skipQuoted(text, from, inside, blanks), blanks)
  let [at, depth, last] = [from, 1, before]
  while (at < text.length && depth > 0) {
    const character = text.charAt(at)
    if (startsComment(text, at)) {
      const end = endOfLine(text, at)
      if (!canJoin(last, text, end)) return undefined
      blanks.push({ start: at, end })
      at = end
    } else if ((character === '"' || character === "'") && BEFORE_VALUE.test(last)) {
      at = skipQuoted(text, at + 1, character, blanks)
      last = character
    } else {
      if (/[\n\r\t]/.test(character)) blanks.push({ start: at, end: at + 1 })
      else if (character !== ' ') last = character
      depth += OPENS.test(character) ? 1 : CLOSES.test(character) ? -1 : 0
      at++
    }
  }
  return depth > 0 ? undefined : { blanks, end: at }
}

function close(text: string, end: number, blanks: Blank[]): Joined | undefined {
  return /["']/.test(text.charAt(end - 1)) ? { blanks, end } : undefined
}

/** Tells whether a comment begins at a place inside brackets. */
export function startsComment(text: string, at: number): boolean {
  return text.charAt(at) === '#' && /\s/.test(text.charAt(at - 1))
}

/** Tells whether what stands before and after a comment stays apart when the comment is read as spaces. */
export function canJoin(before: string, text: string, after: number): boolean {
  if (BEFORE_VALUE.test(before)) return true
  const next = /(?:\s|(?<=\s)#[^\n\r]*)*(.?)/y
  next.lastIndex = after
  return AFTER_VALUE.test(next.exec(text)?.[1] ?? '')
}

function endOfLine(text: string, from: number): number {
  const rest = /[^\n\r]*/y
  rest.lastIndex = from
  rest.test(text)
  return rest.lastIndex
}

function skipQuoted(text: string, from: number, quote: string, blanks: Blank[]): number {
  let at = from
  for (; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\n' || character === '\r') blanks.push({ start: at, end: at + 1 })
    if (quote === '"' && character === '\\') at += isBreak(text.charAt(at + 1)) ? 0 : 1
    else if (character === quote && (quote === '"' || text.charAt(at + 1) !== quote)) return at + 1
    else if (character === quote) at++
  }
  return at
}

function isBreak(character: string): boolean {
  return character === '\n' || character === '\r'
}

/** Writes spaces over stretches of a text, offset for offset. */
export function blank(text: string, blanks: readonly Blank[]): string {
  const pieces: string[] = []
  let from = 0
  for (const { start, end } of blanks) {
    pieces.push(text.slice(from, start), ' '.repeat(end - start))
    from = end
  }
  return pieces.join('') + text.slice(from)
}
