import { problem, Refusal } from '../model/diagnostic.ts'

const SEPARATOR = /,(?=\s*[“”„‘’‚«»]?[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*[“”„‘’‚«»]?\s*:)/u
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const QUOTES = /^[\s“”„‘’‚«»]+|[\s“”„‘’‚«»]+$/gu
// What HTTP/1.1 lets a field value hold: visible Latin-1, space and tab (RFC 9110, section 5.5).
const VALUE = /^[\t\x20-\x7e\x80-\xff]+$/

/** One header, `name` as written. */
export interface Header {
  name: string
  value: string
}

/**
 * Reads headers written as `NAME:VALUE`, several of them joined by commas too: a comma separates only where a name and a
 * colon follow. Space and typographic quotes around names and values are dropped.
 * @param entries what was given, one string for each time
 * @param from what the source is called in messages
 * @returns headers in the order given
 * @throws Refusal (invalid) for what is no header; values are never told
 */
export function parseHeaders(entries: readonly string[], from: string): Header[] {
  return entries.flatMap((entry) => entry.split(SEPARATOR).map((part) => parseHeader(part, from)))
}

/**
 * Checks one header.
 * @param name as given, perhaps with space or typographic quotes around it
 * @param value likewise
 * @param from what the source is called in messages
 * @returns the header, cleaned
 * @throws Refusal (invalid) when the name or the value cannot be sent
 */
export function header(name: string, value: string, from: string): Header {
  const clean = { name: name.replace(QUOTES, ''), value: value.replace(QUOTES, '') }
  if (!NAME.test(clean.name)) throw refuse(`${from} has a header without a proper name`)
  if (clean.value === '') throw refuse(`${from}: header ${clean.name} has no value`)
  if (!VALUE.test(clean.value)) throw refuse(`${from}: header ${clean.name} has a character that HTTP cannot send`)
  return clean
}

/**
 * Joins headers from several sources; the name counts whatever its case.
 * @param sources from the weakest to the strongest
 * @returns one value for each name, spelt as the strongest source does
 */
export function mergeHeaders(...sources: (readonly Header[])[]): Record<string, string> {
  const byName = new Map<string, Header>()
  for (const each of sources.flat()) byName.set(each.name.toLowerCase(), each)
  return Object.fromEntries([...byName.values()].map((each) => [each.name, each.value]))
}

function parseHeader(part: string, from: string): Header {
  const colon = part.indexOf(':')
  if (colon < 0) throw refuse(`${from} takes NAME:VALUE, and there is no colon`)
  return header(part.slice(0, colon), part.slice(colon + 1), from)
}

function refuse(message: string): Refusal {
  return new Refusal('invalid', [problem('bad-header', message)])
}
