import { isRow, type Row, type Value } from '../schema/value.ts'

/** Texts that YAML 1.1 would read as something else. */
const AMBIGUOUS =
  /^(|~|null|true|false|yes|no|on|off|y|n|[-+]?(0x[\da-f_]+|[\d_]+(:[0-5]?\d)*(\.[\d_]*)?(e[-+]?\d+)?|\.\d[\d_]*)|[-+]?\.(inf|nan))$/i
const PLAIN = /^[A-Za-z0-9_/.$(^][^\n]*$/

/** Writes a configuration as the gateway's GET /config does: block style, `~` for null, `|` for texts of several lines (dbless #16). */
export function yamlText(config: Row): string {
  return Object.entries(config)
    .map(([key, value]) => entry(key, value, ''))
    .join('')
}

function entry(key: string, value: Value, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return `${indent}${key}: []\n`
    return `${indent}${key}:\n${value.map((item) => listItem(item, indent)).join('')}`
  }
  if (isRow(value)) {
    const inner = Object.entries(value)
    if (inner.length === 0) return `${indent}${key}: {}\n`
    return `${indent}${key}:\n${inner.map(([name, one]) => entry(name, one, `${indent}  `)).join('')}`
  }
  return `${indent}${key}: ${scalar(value, `${indent}  `)}\n`
}

function listItem(item: Value, indent: string): string {
  if (!isRow(item)) return `${indent}- ${Array.isArray(item) ? JSON.stringify(item) : scalar(item, `${indent}  `)}\n`
  const text = Object.entries(item)
    .map(([name, one]) => entry(name, one, `${indent}  `))
    .join('')
  return `${indent}- ${text.slice(indent.length + 2)}`
}

function scalar(value: Value, indent: string): string {
  if (value === null) return '~'
  if (typeof value !== 'string') return String(value)
  if (value.includes('\n')) return blockText(value, indent)
  const plain = PLAIN.test(value) && !AMBIGUOUS.test(value) && !/: |:$| #|\s$/.test(value)
  return plain ? value : `'${value.replaceAll("'", "''")}'`
}

function blockText(text: string, indent: string): string {
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
  return `|${text.endsWith('\n') ? '' : '-'}\n${lines.join('\n')}`
}
