import { connectionOf } from '../../config/connection.ts'
import { optionSets } from '../../config/options.ts'
import type { Settings } from '../../config/settings.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { tableText } from '../terminal/table-text.ts'

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
  if (!print.json) await print.result(await tableText(COLUMNS, rows))
  return { exit: 'done', parts: { kinds: rows.map((row) => ({ ...row })) } }
}

// Without a word about where, nobody is asked: the default address would make an offline list fail.
function isNamed(settings: Settings): boolean {
  return settings.target !== undefined || settings.origin('addr') !== undefined
}

const COLUMNS = ['kind', 'section', 'key', 'parents', 'edition', 'managed', 'supported', 'why'] as const
