import type { DocumentDirective } from 'js-yaml'

const YAML = 'tag:yaml.org,2002:'

/** Tags that YAML itself has; on lists and mappings they change nothing. */
const COLLECTIONS = new Set(['map', 'seq', 'set', 'omap', 'pairs', 'merge'])

/** How a document abbreviates tags. */
export type Handles = ReadonlyMap<string, string>

/** The abbreviations that a document declares, with YAML's own. */
export function readHandles(directives: readonly DocumentDirective[]): Handles {
  const handles = new Map([['!!', YAML]])
  for (const each of directives) if (each.kind === 'tag') handles.set(each.handle, each.prefix)
  return handles
}

/**
 * Turns a tag as written into a short name: `str` for `!!str` and for its long form, `!` for `!`, others in full.
 * An empty text, for a value without a tag, stays empty.
 */
export function tagName(written: string, handles: Handles): string {
  if (written.length < 2) return written
  const full = written.startsWith('!<') ? written.slice(2, -1) : expand(written, handles)
  return full.startsWith(YAML) ? full.slice(YAML.length) : full
}

function expand(written: string, handles: Handles): string {
  const handle = written.slice(0, written.indexOf('!', 1) + 1)
  return handle === '' ? written : `${handles.get(handle) ?? handle}${written.slice(handle.length)}`
}

/** Tells whether a tag on a list or mapping may be passed over without a word. */
export function isCollectionTag(name: string): boolean {
  return name.length < 2 || COLLECTIONS.has(name)
}
