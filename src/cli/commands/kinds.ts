import { connectionOf } from '../../config/connection.ts'
import { optionSets } from '../../config/options.ts'
import type { Settings } from '../../config/settings.ts'
import { printable } from '../../report/printable.ts'
import type { KindRow } from '../../workflow/kinds.ts'
import type { Command, Context, Result } from '../command.ts'

/** `keelson kinds`. */
export const kinds: Command = {
  name: 'kinds',
  describe: 'List the kinds of entities: managed or not and why; with an address or target, what it supports.',
  options: [...optionSets.connection, ...optionSets.output],
  connects: true,
  examples: [
    ['keelson kinds', 'what Keelson manages'],
    ['keelson kinds --addr http://localhost:8001', 'and what this gateway supports'],
  ],
  run,
}

async function run({ settings, world, print, interrupt, quiet }: Context): Promise<Result> {
  const connection = isNamed(settings) ? connectionOf(settings) : undefined
  const rows = await interrupt.guard(world.workflows.kinds(connection))
  quiet()
  if (!print.json) await print.result(await table(rows))
  return { exit: 'done', parts: { kinds: rows.map((row) => ({ ...row })) } }
}

// Without a word about where, nobody is asked: the default address would make an offline list fail.
function isNamed(settings: Settings): boolean {
  return settings.target !== undefined || settings.origin('addr') !== undefined
}

const COLUMNS = ['kind', 'section', 'key', 'parents', 'edition', 'managed', 'supported', 'why'] as const

async function table(rows: readonly KindRow[]): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const head = COLUMNS.filter((name) => rows.some((row) => row[name] !== undefined))
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

function cell(value: string | boolean | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : printable(value)
}
