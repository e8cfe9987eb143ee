import { randomBytes } from 'node:crypto'
import type { Option } from '../../config/option.ts'
import { optionSets, pick } from '../../config/options.ts'
import { checkNewFile, writeNewFile } from '../../workflow/keyring/new-file.ts'
import type { Command, Context, Result } from '../arguments/command.ts'

const outputFile = pick('output-file').map(
  (option): Option => ({ ...option, describe: 'file to make (mode 0600); without it the key goes to stdout' }),
)

/** `keelson plan-key`. */
export const planKey: Command = {
  name: 'plan-key',
  describe: 'Make a key for the fingerprints of secrets in saved plans: 32 random bytes, in hex.',
  options: [...outputFile, ...optionSets.output],
  connects: false,
  examples: [
    ['keelson plan-key -o plan.key', 'to a file that only you can read; never over another one'],
    ['keelson plan-key', 'to stdout, for the store of secrets of a CI system'],
  ],
  run,
}

async function run({ settings, print }: Context): Promise<Result> {
  const file = settings.text('output-file')
  const key = randomBytes(32).toString('hex')
  if (file === undefined || file === '-') {
    await print.result(`${key}\n`)
    return { exit: 'done', parts: { plan_key: { key } } }
  }
  await checkNewFile(file)
  await writeNewFile(file, `${key}\n`)
  await print.note(
    `A new key was written to ${file}. Keep it where secrets are kept: the job that plans and the one that applies need it.\n`,
  )
  return { exit: 'done', parts: { plan_key: { file } } }
}
