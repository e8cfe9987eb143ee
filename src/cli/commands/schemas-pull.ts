import { connectionOf } from '../../config/connection.ts'
import { optionSets, pick } from '../../config/options.ts'
import { printable } from '../../report/printable.ts'
import type { Command, Context, Result } from '../arguments/command.ts'

/** `keelson schemas pull`. */
export const schemasPull: Command = {
  name: 'schemas pull',
  describe: "Save the gateway's entity and plugin schemas as JSON Schema, those of custom plugins too.",
  options: [...pick('output-dir'), ...optionSets.connection, ...optionSets.output],
  connects: true,
  examples: [['keelson schemas pull --addr http://localhost:8001 -o kong-schemas', 'into a folder']],
  run,
}

async function run({ settings, world, print, emit, interrupt, quiet }: Context): Promise<Result> {
  const folder = settings.text('output-dir') ?? 'kong-schemas'
  const pulled = world.workflows.pullSchemas(connectionOf(settings), folder, emit)
  const { written, missing } = await interrupt.guard(pulled)
  quiet()
  const lacking = missing.map((name) => `  ${printable(name)}\n`).join('')
  await print.result(`${written.length} schemas written to ${printable(folder)}\n`)
  await print.note(lacking === '' ? '' : `The gateway has no schema for:\n${lacking}`)
  return { exit: 'done', parts: { schemas: { folder, written, missing } } }
}
