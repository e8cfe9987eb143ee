import type { Table } from './tables.ts'

// What a spreadsheet takes for a formula when a cell begins with it, also behind spaces.
const FORMULA = /^\s*[=+\-@\t\r]/

/**
 * Writes tables as one CSV (RFC 4180, lines end with CR LF). Several tables share one heading: each row names its table first, and
 * cells of columns that its table does not have are empty. A cell that a spreadsheet would run as a formula begins with an apostrophe.
 * @param tables what to write
 */
export function csv(tables: readonly Table[]): string {
  const columns = [...new Set(tables.flatMap((table) => table.columns))]
  const several = tables.length > 1
  const lines = tables.flatMap(({ title, columns: own, rows }) =>
    rows.map((row) => {
      const cells = columns.map((column) => row[own.indexOf(column)] ?? '')
      return several ? [title, ...cells] : cells
    }),
  )
  const heading = several ? ['Table', ...columns] : columns
  return [heading, ...lines].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}
