import type { Change, FieldChange } from '../../model/change.ts'
import type { Fields, Value } from '../../model/value.ts'
import { hidden } from '../hidden.ts'
import { printable } from '../printable.ts'
import { causeText } from '../remarks.ts'
import { tellingFields } from '../telling-fields.ts'
import { pairText } from '../value-text.ts'
import { linePairs } from './line-pairs.ts'
import type { PageRow } from './page-data.ts'
import { hasLines, LONGEST, shownValue } from './shown-value.ts'
import { valueRows } from './value-rows.ts'

const CHANGED = '(secret, changed)'

/**
 * Gives what a change does to its entity, field by field.
 * @param change one of the plan
 * @returns the fields that differ, or all of an entity that comes or goes, the most telling first: always one row at least; secrets masked
 */
export function fieldRows(change: Change): PageRow[] {
  const { action, before, after, fields } = change
  if (action === 'update' || action === 'replace') return fields.map(rowWithCause)
  const [side, body] = action === 'create' ? (['after', after] as const) : (['before', before] as const)
  const rows = valueRows(tellingFirst(body ?? {}, change.parent?.kind)).map(({ path, text }) => ({
    path: printable(path),
    [side]: text,
  }))
  return rows.length > 0 ? rows : [{ path: 'id', [side]: change.entityId ?? '(drawn when applied)' }]
}

/** What a list of a few fields leaves out stands last where there is room for all. */
function tellingFirst(body: Fields, parent: string | undefined): Fields {
  const telling = tellingFields(body, parent)
  const rest = Object.entries(body).filter(([name]) => !Object.hasOwn(telling, name))
  return { ...telling, ...Object.fromEntries(rest) }
}

function rowWithCause(field: FieldChange): PageRow {
  const row = fieldRow(field)
  const notes = [row.note, causeText(field)].filter((note) => note !== undefined)
  return notes.length === 0 ? row : { ...row, note: notes.join('; ') }
}

function fieldRow(field: FieldChange): PageRow {
  const { before, after, moved } = field
  const path = printable(field.path)
  if (moved !== undefined) return { path, ...sides(after, after), note: `moved from ${moved.from} to ${moved.to}` }
  if (isNothing(before) || isNothing(after)) return { path, ...sides(before, after) }
  if (typeof before === 'string' && typeof after === 'string' && !hidden(before) && !hidden(after)) {
    return { path, ...texts(before, after) }
  }
  const [old, next] = [shownValue(before), shownValue(after)]
  // Records read alike when they differ in a secret inside only.
  const differs = hidden(after) ? CHANGED : `${next} ${CHANGED}`
  return { path, before: old, after: old === next ? differs : next }
}

function sides(before: Value | undefined, after: Value | undefined): Pick<PageRow, 'before' | 'after'> {
  return {
    ...(!isNothing(before) && { before: shownValue(before) }),
    ...(!isNothing(after) && { after: shownValue(after) }),
  }
}

function texts(before: string, after: string): Omit<PageRow, 'path'> {
  const lines = hasLines(before) || hasLines(after) ? linePairs(before, after) : undefined
  if (lines !== undefined) {
    const same = lines.every(([old, next]) => old === next)
    return { lines, ...(same && { note: 'only the end of the last line differs' }) }
  }
  const [old, next] = pairText(before, after, { characters: LONGEST })
  // The same certificate, with other ends of lines.
  return { before: old, after: next, ...(old === next && { note: 'written differently' }) }
}

function isNothing(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null
}
