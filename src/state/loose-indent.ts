import { type Blank, blank, canJoin, type Inside, joinRest, startsComment } from './flow-lines.ts'

/** Tells what the end of a text is inside of, if it is inside brackets or quotes. */
export type Context = (text: string) => Inside | undefined

/**
 * js-yaml 5 wants lines inside brackets and quotes to be indented more than the key before them, and no tabs there;
 * decK's reader (and most others) does not mind: `tags: [`, entries, and `]` below `tags` is common. In: the text, the
 * place where js-yaml found too little indentation, and a way to ask for contexts. Out: the same text, offset for
 * offset, with that stretch on one line; undefined if that is not the trouble.
 */
export function loosenIndent(text: string, offset: number, context: Context): string | undefined {
  const lineStart = startOfLine(text, offset)
  if (text.slice(lineStart, offset).trim() !== '') return blankTabs(text, lineStart, offset)
  const inside = context(text.slice(0, lineStart))
  const before = inside && blanksBefore(text, offset, inside, context)
  const after = before && joinRest(text, offset, inside, text.charAt(before.start - 1))
  return after && blank(text, [before, ...after.blanks])
}

function startOfLine(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
}

// From the end of what stands before to the place, comments in between included.
function blanksBefore(text: string, offset: number, inside: Inside, context: Context): Blank | undefined {
  let [start, comment] = [skipBack(text, offset), commentBefore(text, offset, inside, context)]
  const commented = comment !== undefined
  for (; comment !== undefined; comment = commentBefore(text, start, inside, context)) start = skipBack(text, comment)
  return commented && !canJoin(text.charAt(start - 1), text, offset) ? undefined : { start, end: offset }
}

function skipBack(text: string, from: number): number {
  let at = from
  while (at > 0 && /\s/.test(text.charAt(at - 1))) at--
  return at
}

// Where the comment begins that is the last thing before a place, if one is.
function commentBefore(text: string, place: number, inside: Inside, context: Context): number | undefined {
  const end = skipBack(text, place)
  for (let at = startOfLine(text, end); inside === 'flow' && at < end; at++)
    if (startsComment(text, at) && context(text.slice(0, at)) === 'flow') return at
  return undefined
}

function blankTabs(text: string, from: number, to: number): string | undefined {
  const blanks: Blank[] = []
  let quote = ''
  for (let at = from; at < to; at++) {
    const character = text.charAt(at)
    if (quote === '' && character === '\t') blanks.push({ start: at, end: at + 1 })
    else if (quote === '' && /["']/.test(character)) quote = character
    else if (character === quote) quote = ''
  }
  return blanks.length > 0 ? blank(text, blanks) : undefined
}
