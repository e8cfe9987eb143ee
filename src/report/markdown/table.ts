import type { Action } from '../../model/change.ts'
import type { ReviewedPlan } from '../../model/review.ts'
import { ACTIONS } from './counts.ts'
import { inCode } from './escape.ts'

const MOST_ROWS = 20

type Row = Record<Action | 'unchanged', number>

/**
 * Writes the table of how many changes there are: by kind, or by workspace where there are several.
 * @param plans what is looked at
 * @param room characters for the rows, about; what is left over is summed up in one more
 * @returns one paragraph; none where nothing changes
 */
export function summaryTable(plans: readonly ReviewedPlan[], room: number): string[] {
  if (plans.every(({ plan }) => plan.changes.length === 0)) return []
  const several = plans.length > 1
  const rows = new Map<string, Row>()
  for (const { workspace = '', plan } of plans) {
    for (const change of plan.changes) rowOf(rows, several ? workspace : change.kind)[change.action]++
    for (const [kind, count] of Object.entries(plan.unchanged))
      rowOf(rows, several ? workspace : kind).unchanged += count
  }
  const header = [several ? 'Workspace' : 'Kind', 'Delete', 'Replace', 'Create', 'Update', 'Unchanged']
  return [[line(header), line(['---', ...header.slice(1).map(() => '--:')]), ...listed(rows, room)].join('\n')]
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function rowOf(rows: Map<string, Row>, name: string): Row {
  const known = rows.get(name)
  if (known) return known
  const row: Row = { delete: 0, replace: 0, create: 0, update: 0, unchanged: 0 }
  rows.set(name, row)
  return row
}

/** Rows with changes, the ones with most deletes first. */
function listed(rows: ReadonlyMap<string, Row>, room: number): string[] {
  const changed = [...rows].filter(([, row]) => changesOf(row) > 0).sort(([, a], [, b]) => lost(b) - lost(a))
  const lines: string[] = []
  let left = room
  for (const [name, row] of changed.slice(0, MOST_ROWS)) {
    const own = line([inCode(name), ...cells(row)])
    left -= own.length
    if (left < 0) break
    lines.push(own)
  }
  const rest = changed.slice(lines.length).map(([, row]) => row)
  const more = rest.length > 0 ? [line([`${rest.length} more`, ...cells(sum(rest))])] : []
  return [...lines, ...more, line(['**All**', ...cells(sum([...rows.values()]))])]
}

const changesOf = (row: Row): number => ACTIONS.reduce((total, action) => total + row[action], 0)
const lost = (row: Row): number => row.delete + row.replace

function cells(row: Row): string[] {
  return [...ACTIONS, 'unchanged' as const].map((column) => (row[column] === 0 ? '' : `${row[column]}`))
}

function sum(rows: readonly Row[]): Row {
  const total: Row = { delete: 0, replace: 0, create: 0, update: 0, unchanged: 0 }
  for (const row of rows) for (const column of [...ACTIONS, 'unchanged' as const]) total[column] += row[column]
  return total
}
