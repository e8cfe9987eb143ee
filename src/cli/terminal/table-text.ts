import { printable } from '../../report/printable.ts'

type Cell = string | boolean | undefined

/**
 * Lays out rows under their headings, without lines; a column that is empty in all rows is left out.
 * @param columns names of the columns
 * @param rows cells by the name of their column
 * @returns text that ends with an end of line
 */
export async function tableText<Name extends string>(
  columns: readonly Name[],
  rows: readonly Readonly<Partial<Record<Name, Cell>>>[],
): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const head = columns.filter((name) => rows.some((row) => row[name] !== undefined))
  const made = new Table({ head, style: { head: [], border: [], compact: true }, chars: BARE })
  made.push(...rows.map((row) => head.map((name) => cell(row[name]))))
  const lines = made.toString().split('\n')
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

const BARE = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((name) => [name, name === 'middle' ? ' ' : '']),
)

function cell(value: Cell): string {
  if (value === undefined) return ''
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : printable(value)
}
