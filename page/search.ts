import type { PageChange } from '../src/report/html/page-data.ts'
import type { Dependants } from './dependants.ts'
import { FACETS } from './facets.ts'

/** What the reader looks for: all words, and in each facet any of what is chosen there. */
export interface Query {
  words: readonly string[]
  /** By facet; one with nothing chosen lets everything through. */
  chosen: ReadonlyMap<string, ReadonlySet<string>>
}

/** What there is to be found. */
export interface Found {
  /** Indexes of the changes, in their order. */
  changes: number[]
  /** By facet and value: how many changes there would be if only this facet's own choice were taken back. */
  counts: Map<string, Map<string, number>>
}

/** One change, prepared for looking it up. */
interface Entry {
  text: string
  values: readonly (readonly string[])[]
}

/**
 * Prepares changes for any number of searches.
 * @param changes all of the page
 * @param dependants what hangs on them: their names lead to the changes
 * @returns a search: it looks at every change once
 */
export function search(changes: readonly PageChange[], dependants: Dependants): (query: Query) => Found {
  const entries = changes.map((change, index): Entry => {
    const hanging = dependants
      .names(dependants.on([index]).places)
      .join('\n')
      .toLowerCase()
    return { text: `${textOf(change)}\n${hanging}`, values: FACETS.map(({ of }) => of(change)) }
  })
  return ({ words, chosen }) => {
    const choices = FACETS.map(({ name }) => chosen.get(name) ?? new Set<string>())
    const found: number[] = []
    const counts = FACETS.map(() => new Map<string, number>())
    for (const [index, { text, values }] of entries.entries()) {
      if (!words.every((word) => text.includes(word))) continue
      const barred = barredBy(values, choices)
      if (barred === undefined) found.push(index)
      for (const [facet, all] of values.entries()) {
        if (barred === undefined || barred === facet) for (const value of all) add(counts[facet], value)
      }
    }
    return { changes: found, counts: new Map(FACETS.map(({ name }, facet) => [name, counts[facet] ?? new Map()])) }
  }
}

/**
 * Splits what was typed into words.
 * @param text as it was typed
 */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean)
}

/** The only facet that a change does not get through; -1 where several bar it, undefined where none does. */
function barredBy(values: Entry['values'], choices: readonly ReadonlySet<string>[]): number | undefined {
  let barred: number | undefined
  for (const [facet, choice] of choices.entries()) {
    if (choice.size === 0 || values[facet]?.some((value) => choice.has(value))) continue
    if (barred !== undefined) return -1
    barred = facet
  }
  return barred
}

function add(counts: Map<string, number> | undefined, value: string): void {
  counts?.set(value, (counts.get(value) ?? 0) + 1)
}

/** All that is shown of a change. */
function textOf({
  action,
  kind,
  label,
  parents,
  workspace,
  id,
  place,
  remarks,
  tags,
  rows,
  result,
}: PageChange): string {
  const fields = rows.flatMap(({ path, before, after, lines }) => [path, before, after, ...(lines?.flat() ?? [])])
  const above = parents?.flatMap((parent) => [parent.kind, parent.label]) ?? []
  const head = [action, kind, label, ...above, workspace, id, place, ...(remarks ?? []), ...(tags ?? [])]
  return [...head, ...fields, result?.state, result?.reason].join('\n').toLowerCase()
}
