/** Narrower than this no table is laid out. */
const LEAST = 100

/** A column of short words takes as much at most; the long ones share the rest. */
const SHORT = 26

/**
 * Lays out rows with lines around them, and long cells over several lines; a column that is empty in all rows is left out.
 * @param columns headings
 * @param rows cells, safe to print
 * @param width characters of a line
 * @returns text that ends with an end of line
 */
export async function wrappedTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const shown = columns.flatMap((_, index) => (rows.some((row) => row[index] !== '') ? [index] : []))
  const pick = (cells: readonly string[]): string[] => shown.map((index) => cells[index] ?? '')
  const natural = shown.map((index) => longest([columns[index] ?? '', ...rows.map((row) => row[index] ?? '')]) + 2)
  const colWidths = widths(natural, Math.max(width, LEAST) - shown.length - 1)
  const made = new Table({
    head: pick(columns),
    colWidths,
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] },
  })
  made.push(...rows.map((row) => pick(row).map((cell, index) => broken(cell, (colWidths[index] ?? 0) - 2))))
  return `${made.toString()}\n`
}

/** Words that are longer than a line go on in the next one. */
const broken = (text: string, width: number): string =>
  text.replace(new RegExp(`\\S{${Math.max(width, 1)}}(?=\\S)`, 'gu'), '$& ')

const longest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, text.length), 0)

/** Gives each column its natural width or a share of what is left by those that are short. */
function widths(natural: readonly number[], room: number): number[] {
  const isLong = (width: number): boolean => width > SHORT
  const taken = natural.reduce((sum, width) => sum + (isLong(width) ? 0 : width), 0)
  const long = natural.filter(isLong).length
  const share = long === 0 ? 0 : Math.max(SHORT, Math.floor((room - taken) / long))
  return natural.map((width) => (isLong(width) ? Math.min(width, share) : width))
}
