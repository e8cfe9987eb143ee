import { contentPolicy } from '../html/content-policy.ts'
import { Markup, markup } from '../html/markup.ts'
import { TABLE_STYLE } from './table-style.ts'
import type { About, Table } from './tables.ts'

/**
 * Writes tables as one page for a browser that loads nothing and runs nothing; what comes from files or a controller is text in it.
 * @param tables what to write
 * @param about what stands above them
 * @returns HTML; the same tables give the same bytes
 */
export function htmlTables(tables: readonly Table[], { title, target, verdict }: About): string {
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="Keelson">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy({ style: TABLE_STYLE })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(TABLE_STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="about">${target}</p>
<p class="verdict ${worstOf(tables)}">${verdict}</p>
${tables.map(tableMarkup)}</main>
</body>
</html>
`
  return page.text
}

function worstOf(tables: readonly Table[]): string {
  const levels = new Set(tables.flatMap(({ rows }) => rows.map(([first = '']) => first)))
  return ['error', 'warning'].find((level) => levels.has(level)) ?? ''
}

function tableMarkup({ title, columns, rows }: Table, index: number): Markup {
  const id = `table-${index}`
  const heading = (count: string) => markup`<h2 id="${id}">${title} <span class="count">${count}</span></h2>\n`
  if (rows.length === 0) return markup`${heading('')}<p class="none">None.</p>\n`
  const shown = columns.flatMap((name, column) => (rows.some((row) => row[column] !== '') ? [{ name, column }] : []))
  const heads = shown.map(({ name }) => markup`<th scope="col">${name}</th>`)
  const cell = ({ name, column }: { name: string; column: number }, row: readonly string[]) =>
    markup`<td class="${name.toLowerCase()}" data-head="${name}">${shownIn(name, row[column])}</td>`
  const body = rows.map((row) => markup`<tr class="${row[0] ?? ''}">${shown.map((column) => cell(column, row))}</tr>\n`)
  return markup`${heading(rows.length.toLocaleString('en'))}<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}">
<table>
<thead><tr>${heads}</tr></thead>
<tbody>
${body}</tbody>
</table>
</div>
`
}

/** In our own words what stands between backticks is something to be typed; elsewhere it may be a value. */
function shownIn(column: string, text = ''): Markup | undefined {
  if (text === '') return undefined
  const parts = text.split('`')
  if (column !== 'Resolution' || parts.length % 2 === 0) return markup`<span>${text}</span>`
  return markup`<span>${parts.map((part, index) => (index % 2 === 0 ? part : markup`<code>${part}</code>`))}</span>`
}
