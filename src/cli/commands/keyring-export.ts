import { optionSets, pick } from '../../config/options.ts'
import { printable } from '../../report/printable.ts'
import { checkSafe, type Kept, keepKeys, type Safe } from '../../workflow/keyring/keyring-keep.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { begin, keyringBase, keyringPart, onKeyring } from '../keyring/keyring-run.ts'
import { safeOf } from '../keyring/keyring-safe.ts'

/** `keelson keyring export`. */
export const keyringExport: Command = {
  name: 'keyring export',
  describe:
    'Put all keys into custody: a file that only you can read, and only the cluster can open, sealed with age on request.',
  options: [...pick('output-file'), ...optionSets.sealing, ...keyringBase],
  connects: true,
  examples: [
    ['keelson keyring export -o keys.json', 'as the gateway wraps them'],
    ['keelson keyring export -o keys.age --recipient age1…', 'sealed once more, opens with the age tool'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const safe = await safeOf(context)
  if (safe === undefined) throw usage('where are the keys to go?', 'name a file with -o FILE')
  await checkSafe(safe)
  return onKeyring(context, {}, async (keyring) => {
    begin(context)
    const kept = await keepKeys(keyring, safe, new Date())
    await tellKept(context, safe, kept)
    const { active, ids } = kept.custody
    return {
      exit: 'done',
      parts: {
        ...keyringPart({ ...keyring.state, ids, ...(active !== undefined && { active }) }),
        ...custodyPart(context, safe, kept),
      },
    }
  })
}

/**
 * Tells where the keys are now, or prints them where that was asked for.
 * @param context the command's context
 * @param safe where they were to go
 * @param kept what was put there
 */
export async function tellKept({ print }: Context, { file }: Safe, { custody, text }: Kept): Promise<void> {
  if (file === '-') return print.result(text)
  const active = custody.active === undefined ? 'none active' : `active ${printable(custody.active)}`
  const count = `${custody.ids.length} ${custody.ids.length === 1 ? 'key' : 'keys'}`
  await print.note(`${count} (${active}) written to ${printable(file)}\n`)
}

/**
 * Tells the same for the JSON report, which carries the text only where stdout was asked for.
 * @param context the command's context
 * @param safe where the keys were to go
 * @param kept what was put there
 */
export function custodyPart({ print }: Context, { file, sealFor }: Safe, { text }: Kept) {
  const place = file === '-' ? (print.json ? { text } : {}) : { file }
  return { custody: { sealed: sealFor !== undefined, ...place } }
}
