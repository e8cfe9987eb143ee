import { printable } from '../printable.ts'

/** Blocks of more lines than this are folded, as Atlantis does it in its comments. */
export const FOLD_ABOVE = 12

/** Characters of a name that `inCode` shows. */
export const LONGEST_NAME = 60

/**
 * Writes a name or value so that it is shown as it is wherever inline Markdown or HTML may stand, in a table's cell too: every
 * character that means something there is a numeric entity, and inside `<code>` GitHub and GitLab see no mention, issue or link.
 * @param text from a state file or a controller
 * @returns one line; of a long text the first 60 characters
 */
export function inCode(text: string): string {
  const shown = text.length > LONGEST_NAME ? `${wholeStart(text, LONGEST_NAME)}…` : text
  return `<code>${printable(shown).replace(/[^\p{L}\p{N} /-]/gu, entity)}</code>`
}

/**
 * Writes a sentence that holds names and values so that it is shown as it is, in a table's cell too.
 * @param text any length; control characters are written as escapes
 */
export function asProse(text: string): string {
  return printable(text).replace(/[^\p{L}\p{N} ,;()'"-]/gu, entity)
}

/**
 * Writes a word of ours as it is, and anything else, which a plan that is read from a file may have in its place, as inCode does.
 * @param word the name of a kind
 */
export function asWord(word: string): string {
  return /^[a-z][a-z0-9_-]*$/.test(word) ? word : inCode(word)
}

/**
 * Writes a text as a code span of Markdown, which can be copied from its source too; not for a table's cell.
 * @param text one line
 */
export function codeSpan(text: string): string {
  const shown = printable(text)
  const ticks = '`'.repeat(longestRun(shown) + 1)
  const gap = /^[` ]|[` ]$/.test(shown) ? ' ' : ''
  return `${ticks}${gap}${shown}${gap}${ticks}`
}

/**
 * Puts lines into a fenced block that nothing in them can end.
 * @param lines without line ends and control characters
 * @param language how the block is coloured, `diff` or `text`
 * @returns the block with its fences
 */
export function fenced(lines: readonly string[], language: string): string[] {
  const fence = fenceFor(lines)
  return [`${fence}${language}`, ...lines, fence]
}

/** The fence that `fenced` takes: longer than any run of backticks in the lines (CommonMark 0.31, fenced code blocks). */
export function fenceFor(lines: readonly string[]): string {
  return '`'.repeat(lines.reduce((most, line) => Math.max(most, longestRun(line) + 1), 3))
}

/**
 * Takes the beginning of a text, and no half of a character.
 * @param text any
 * @param length code units at most
 */
export function wholeStart(text: string, length: number): string {
  const start = text.slice(0, length)
  return /[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0)
}

function entity(character: string): string {
  const code = `&#${character.codePointAt(0)};`
  // GitHub looks for addresses of mail where it has read the entities already, but not across a comment.
  return character === '@' ? `${code}<!-- -->` : code
}
