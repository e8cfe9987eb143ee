/** What turns the direction of text, has no width, or steers a terminal, and JSON lets stand. */
const UNSEEN = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g

/** Writes in JSON what nobody would see as escapes: it stays the same JSON. */
export function openJson(json: string): string {
  return json.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
