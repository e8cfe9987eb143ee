import { connectionOf } from '../../config/connection.ts'
import { optionSets } from '../../config/options.ts'
import type { Target } from '../../model/provider.ts'
import { targetName } from '../../model/same-target.ts'
import { printable } from '../../report/printable.ts'
import type { Command, Context, Result } from '../arguments/command.ts'

/** `keelson ping`. */
export const ping: Command = {
  name: 'ping',
  describe:
    'Reach the Admin API and tell what answers, and its identity; with --verbose the number of entities of each kind.',
  options: [...optionSets.connection, ...optionSets.output],
  connects: true,
  examples: [
    ['keelson ping', 'the gateway on http://localhost:8001'],
    ['keelson ping --addr https://kong.example:8444 --header "Kong-Admin-Token:$TOKEN"', 'another one, with a token'],
    ['keelson ping --target prod --verbose', 'a target of keelson.yaml, with counts'],
  ],
  run,
}

async function run({ settings, world, print, emit, interrupt, quiet }: Context): Promise<Result> {
  const connection = connectionOf(settings)
  const asked = world.workflows.ping(connection, { count: print.verbose }, emit)
  const { target, counts } = await interrupt.guard(asked)
  quiet()
  const lines = [targetText(target), `Identity: ${targetName(target)}`, ...countLines(counts ?? {})]
  await print.result(lines.map((line) => `${printable(line)}\n`).join(''))
  return { exit: 'done', target, parts: { ...(counts !== undefined && { counts }) } }
}

function targetText(target: Target): string {
  const edition = target.edition === '' ? '' : ` (${target.edition})`
  return `${target.product} ${target.version}${edition}, database ${target.database}, at ${target.address}`
}

function countLines(counts: Record<string, number>): string[] {
  return Object.entries(counts).map(([kind, count]) => `${String(count).padStart(8)}  ${kind}`)
}
