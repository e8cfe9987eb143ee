import { escapeOf, UNSEEN } from '../model/unseen.ts'

/** Also control characters and halves of pairs. */
const UNSAFE = new RegExp(`[\\p{Cc}\\p{Cs}${UNSEEN}]`, 'gu')

/**
 * Makes a name or message safe to print: what could steer a terminal or reorder the line is written as an escape.
 * @param text from a state file or a controller
 * @returns one line without control characters
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? escapeOf(character))
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
