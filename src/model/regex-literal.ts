/** Writes a text as a part of a regular expression that stands for that very text, with the flag `u` or without. */
export function regexLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
