import type { Action, Change } from '../../model/change.ts'
import { asWord } from './escape.ts'

/** The most dangerous first. */
export const ACTIONS: readonly Action[] = ['delete', 'replace', 'create', 'update']

const MOST_KINDS = 6

/**
 * Counts changes in words.
 * @param changes any
 * @returns `2 to delete, 1 to update`
 */
export function actionCounts(changes: readonly Change[]): string {
  const found = byAction(changes).map(([action, { length }]) => `${length} to ${action}`)
  return found.join(', ') || 'no changes'
}

/**
 * Counts changes in words, by kind too.
 * @param changes any
 * @returns `3 to delete (2 route, 1 service), 1 to create (plugin)`
 */
export function kindCounts(changes: readonly Change[]): string {
  return byAction(changes)
    .map(([action, these]) => `${these.length} to ${action} (${kindsOf(these)})`)
    .join(', ')
}

function byAction(changes: readonly Change[]): [Action, Change[]][] {
  const each = ACTIONS.map((action): [Action, Change[]] => [action, changes.filter((one) => one.action === action)])
  return each.filter(([, { length }]) => length > 0)
}

function kindsOf(changes: readonly Change[]): string {
  const counts = new Map<string, number>()
  for (const { kind } of changes) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const all = [...counts].sort(([, a], [, b]) => b - a)
  const shown = all.slice(0, MOST_KINDS).map(([kind, count]) => `${count} ${asWord(kind)}`)
  const others = all.slice(MOST_KINDS).reduce((sum, [, count]) => sum + count, 0)
  return [...shown, ...(others > 0 ? [`${others} of other kinds`] : [])].join(', ')
}
