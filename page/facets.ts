import type { PageChange } from '../src/report/html/page-data.ts'

/** One way to narrow the list. */
export interface Facet {
  name: string
  title: string
  /** What a change counts under. */
  of(change: PageChange): readonly string[]
  /** Values in the order in which they are offered; the others come by number. */
  order?: readonly string[]
}

/** By how much harm a mistake does. */
export const ACTIONS = ['delete', 'replace', 'update', 'create'] as const

/** What stands for an action where there is little room. */
export const SIGNS = { delete: '−', replace: '±', update: '~', create: '+' } as const

/** Worst first. */
export const RESULTS = ['failed', 'skipped', 'not attempted', 'done'] as const

/** All ways; one with fewer than two values on a page is not offered there. */
export const FACETS: readonly Facet[] = [
  { name: 'action', title: 'Action', of: ({ action }) => [action], order: ACTIONS },
  { name: 'result', title: 'Result', of: ({ result }) => (result ? [result.state] : []), order: RESULTS },
  { name: 'workspace', title: 'Workspace', of: ({ workspace }) => (workspace === undefined ? [] : [workspace]) },
  { name: 'kind', title: 'Kind', of: ({ kind }) => [kind] },
  { name: 'tag', title: 'Tag', of: ({ tags }) => tags ?? ['(no tag)'] },
]
