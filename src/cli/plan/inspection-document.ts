import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Inconsistency, Inspection } from '../../model/inconsistency.ts'
import type { Plain } from '../../model/plain.ts'
import { tablesOf, verdict } from '../../report/inconsistencies/tables.ts'
import type { Part } from '../../report/plan-json.ts'
import { printable } from '../../report/printable.ts'
import type { Report } from '../terminal/print.ts'
import { wrappedTable } from '../terminal/wrapped-table.ts'

const TITLE = 'Inconsistencies of state files with a gateway'

/**
 * Writes what was found as tables for a terminal, with a sentence below.
 * @param inspection what was found
 * @param full whether changes are told too
 * @param width characters of a line
 */
export async function inspectionText(inspection: Inspection, full: boolean, width: number): Promise<string> {
  const parts: string[] = []
  for (const { title, columns, rows } of tablesOf(inspection, full)) {
    const isLater = parts.length > 0
    if (rows.length > 0) parts.push(`${isLater ? `\n${title}\n` : ''}${await wrappedTable(columns, rows, width)}`)
  }
  return `${parts.join('')}${verdict(inspection)}\n`
}

/**
 * Writes what was found as one document.
 * @param inspection what was found
 * @param full whether changes are told too
 * @param form one that is neither text nor JSON
 * @param limit characters of Markdown, at most
 */
export async function inspectionDocument(
  inspection: Inspection,
  full: boolean,
  form: Report['form'],
  limit: number | undefined,
): Promise<string> {
  const tables = tablesOf(inspection, full)
  if (form === 'annotations') return annotationsOf(inspection)
  if (form === 'csv') return (await import('../../report/inconsistencies/csv.ts')).csv(tables)
  const { product, version, edition, address } = inspection.target
  const about = {
    title: TITLE,
    target: printable(`${product} ${version}, ${edition}, at ${address}`),
    verdict: verdict(inspection),
  }
  return form === 'html'
    ? (await import('../../report/inconsistencies/html.ts')).htmlTables(tables, about)
    : (await import('../../report/inconsistencies/markdown.ts')).markdownTables(tables, about, limit)
}

async function annotationsOf({ target, parts }: Inspection): Promise<string> {
  const { annotations } = await import('../../report/annotations.ts')
  const problems = parts.flatMap(({ inconsistencies }) => inconsistencies.map(diagnosticOf))
  return annotations({ command: 'report', status: 'done', target, plans: [], problems })
    .map((line) => `${line}\n`)
    .join('')
}

const diagnosticOf = ({ level, code, reason, resolution, at }: Inconsistency): Diagnostic => ({
  level,
  code,
  message: reason,
  hint: resolution,
  ...(at && { at }),
})

/**
 * Gives what was found as data for the JSON report.
 * @param inspection what was found
 * @param full whether changes are told too
 */
export function inspectionJson(inspection: Inspection, full: boolean): Part {
  const found = inspection.parts.flatMap(({ inconsistencies }) =>
    inconsistencies.map(({ at, ...row }): Plain => ({ ...row, ...(at && { at: { ...at } }) })),
  )
  const unlisted = inspection.parts.flatMap((part) => part.unlisted)
  const changes = tablesOf(inspection, full).slice(1)
  const modifications = changes.flatMap(({ columns, rows }) =>
    rows.map((row): Plain => Object.fromEntries(columns.map((name, index) => [name.toLowerCase(), row[index] ?? '']))),
  )
  return {
    inconsistencies: found,
    ...(unlisted.length > 0 && { unlisted: levelsOf(unlisted) }),
    ...(full && { modifications }),
  }
}

function levelsOf(rows: readonly Inconsistency[]): Plain {
  const errors = rows.filter(({ level }) => level === 'error').length
  return { errors, warnings: rows.length - errors }
}
