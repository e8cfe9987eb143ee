/**
 * Characters that turn the direction of text or separate lines, and the commonest without width, as in a class of a regular expression.
 * Joiners are none of them: emoji and some scripts need them.
 */
export const UNSEEN = '\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060\\u2066-\\u2069\\ufeff'

/** What JSON lets stand: these, and control characters beyond ASCII's first. */
const IN_JSON = new RegExp(`[\\u007f-\\u009f${UNSEEN}]`, 'g')

/** Writes such characters in JSON as escapes: it stays the same JSON. */
export function openJson(json: string): string {
  return json.replace(IN_JSON, escapeOf)
}

/** Writes a character as JSON, YAML and JavaScript do: `\u200b`. */
export function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
