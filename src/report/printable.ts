// Control characters, marks that turn the direction of writing, separators and characters without width, halves of pairs.
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}\u200b\u2060\ufeff]/gu

/**
 * Makes a name or message safe to print: what could steer a terminal or reorder the line is written as an escape.
 * @param text from a state file or a controller
 * @returns one line without control characters
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? `\\u${hex(character)}`)
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0')
}
