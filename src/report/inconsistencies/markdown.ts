import { asProse } from '../markdown/escape.ts'
import type { About, Table } from './tables.ts'

/** GitHub refuses comments above 65,536 characters; some are left to whoever posts the comment. */
const LIMIT = 60_000

/**
 * Writes tables as Markdown of GitHub and GitLab. Nothing in a cell can act as Markdown, HTML or mention; columns that are empty are
 * left out, and so are rows for which there is no room, which are counted.
 * @param tables what to write
 * @param about what stands above them
 * @param limit characters at most
 * @returns text that ends with an end of line
 */
export function markdownTables(tables: readonly Table[], { title, target, verdict }: About, limit = LIMIT): string {
  const head = [`## ${asProse(title)}`, asProse(target), asProse(verdict)].join('\n\n')
  let room = limit - head.length
  const parts = tables.map((table) => {
    const part = tableText(table, room)
    room -= part.length
    return part
  })
  return `${['<!-- keelson:report -->', head, ...parts].join('\n\n')}\n`
}

function tableText({ title, columns, rows }: Table, room: number): string {
  const heading = `### ${title}`
  if (rows.length === 0) return `${heading}\n\nNone.`
  const shown = columns.map((_, index) => rows.some((row) => row[index] !== ''))
  const filled = (cells: readonly string[]): string[] => cells.filter((_, index) => shown[index])
  const lines = [line(filled(columns)), line(filled(columns).map(() => '---'))]
  let left = room - heading.length - 300
  let count = 0
  for (const row of rows) {
    const text = line(filled(row).map(asProse))
    left -= text.length + 1
    if (left < 0) break
    lines.push(text)
    count++
  }
  const cut = rows.length - count
  const note = cut > 0 ? `\n\n**${cut} of ${rows.length} rows are not shown here**, for want of room.` : ''
  return `${heading}\n\n${lines.join('\n')}${note}`
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
