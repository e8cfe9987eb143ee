import { structuredPatch } from 'diff'
import { printable } from '../printable.ts'
import type { PageLine } from './page-data.ts'

const CONTEXT = 3

/** Finding what differs takes the longer the more does; texts that have little in common are not worth it. */
const MOST_EDITS = 2000

/**
 * Sets two versions of a text side by side.
 * @param before the old text
 * @param after the new text
 * @returns a pair for each line that differs and some around it, `[null, null]` where lines are left out; undefined
 * where nearly everything differs
 */
export function linePairs(before: string, after: string): PageLine[] | undefined {
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT, maxEditLength: MOST_EDITS })
  return patch?.hunks.flatMap(({ lines }, index) => [...(index > 0 ? [[null, null] as const] : []), ...pairs(lines)])
}

/** What went is set beside what came in its place. */
function pairs(lines: readonly string[]): PageLine[] {
  const found: PageLine[] = []
  const old: string[] = []
  const next: string[] = []
  const flush = () => {
    const count = Math.max(old.length, next.length)
    for (let index = 0; index < count; index++) found.push([old[index] ?? null, next[index] ?? null])
    old.length = 0
    next.length = 0
  }
  for (const line of lines) {
    const text = printable(line.slice(1))
    if (line.startsWith('-')) old.push(text)
    else if (line.startsWith('+')) next.push(text)
    else if (line.startsWith(' ')) {
      flush()
      found.push([text, text])
    }
  }
  flush()
  return found
}
