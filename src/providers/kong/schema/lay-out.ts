const WIDTH = 120

/**
 * Writes a JSON value so that it is short and still changes line by line: what fits in 120 columns stands on one line,
 * the rest is indented by two spaces. Ends with a line break. The values undefined and functions are not taken.
 */
export function layOut(value: unknown): string {
  return `${write(value, '', 0)}\n`
}

function write(value: unknown, indent: string, used: number): string {
  const flat = oneLine(value)
  if (typeof value !== 'object' || value === null || indent.length + used + flat.length <= WIDTH) return flat
  const deeper = `${indent}  `
  if (Array.isArray(value))
    return wrap(
      '[',
      value.map((each) => deeper + write(each, deeper, 1)),
      `${indent}]`,
    )
  const rows = Object.entries(value).map(([name, each]) => {
    const key = `${JSON.stringify(name)}: `
    return deeper + key + write(each, deeper, key.length + 1)
  })
  return wrap('{', rows, `${indent}}`)
}

function wrap(open: string, rows: string[], close: string): string {
  return `${open}\n${rows.join(',\n')}\n${close}`
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const rows = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${oneLine(each)}`)
  return rows.length > 0 ? `{ ${rows.join(', ')} }` : '{}'
}
