import { contentPolicy } from '../html/content-policy.ts'
import { Markup, markup } from '../html/markup.ts'
import type { Table } from './tables.ts'

const STYLE = `:root{color-scheme:light dark}
body{margin:0 auto;padding:24px;max-width:1680px;font:14px/1.45 system-ui,sans-serif}
h1{font-size:22px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-size:17px;font-weight:600;padding:16px 0 8px}
th,td{text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid #8c959f;overflow-wrap:anywhere}
th{white-space:nowrap}
tr.error td:first-child,tr.delete td:first-child,tr.replace td:first-child{font-weight:700;color:light-dark(#a40e26,#ff938a)}
tr.warning td:first-child{font-weight:700;color:light-dark(#7a4d00,#e3b341)}
@media print{body{padding:0}thead{display:table-header-group}tr{break-inside:avoid}}`

/**
 * Writes tables as one page for a browser that loads nothing and runs nothing; what comes from files or a controller is text in it.
 * @param tables what to write
 * @param about what stands above them
 * @returns HTML; the same tables give the same bytes
 */
export function htmlTables(tables: readonly Table[], about: { title: string; lines: readonly string[] }): string {
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="Keelson">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy({ style: STYLE })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${about.title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
<h1>${about.title}</h1>
${about.lines.map((line) => markup`<p>${line}</p>\n`)}${tables.map(tableMarkup)}</main>
</body>
</html>
`
  return page.text
}

function tableMarkup({ title, columns, rows }: Table): Markup {
  if (rows.length === 0) return markup`<h2>${title}</h2>\n<p>None.</p>\n`
  const shown = columns.map((_, index) => rows.some((row) => row[index] !== ''))
  const filled = (cells: readonly string[]) => cells.filter((_, index) => shown[index])
  const heads = filled(columns).map((name) => markup`<th scope="col">${name}</th>`)
  const body = rows.map(
    (row) => markup`<tr class="${row[0] ?? ''}">${filled(row).map((cell) => markup`<td>${cell}</td>`)}</tr>\n`,
  )
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${title}">
<table>
<caption>${title} (${rows.length})</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${body}</tbody>
</table>
</div>
`
}
