import { pick } from '../../config/options.ts'
import type { KeyringState } from '../../model/keyring.ts'
import type { Keyring } from '../../workflow/keyring/keyring.ts'
import type { Custody } from '../../workflow/keyring/keyring-custody.ts'
import { activateKey, importKeys } from '../../workflow/keyring/keyring-import.ts'
import { openCustody } from '../../workflow/keyring/keyring-keep.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { readBytes } from '../files/secret-file.ts'
import { begin, keyringChanging, keyringPart, keysText, onKeyring, warnInactive } from '../keyring/keyring-run.ts'
import { openWithOf } from '../keyring/keyring-safe.ts'

const force = pick('force').map((option) => ({ ...option, describe: 'take keys that were those of another cluster' }))

/** `keelson keyring import`. */
export const keyringImport: Command = {
  name: 'keyring import',
  describe: 'Give the keys of a custody file back to the cluster that they are of, and see that they arrived.',
  options: [...pick('activate'), ...force, ...pick('identity-file', 'passphrase-file'), ...keyringChanging],
  words: 'file',
  connects: true,
  examples: [
    ['keelson keyring import keys.json', 'after a restart of all nodes'],
    [
      'keelson keyring import keys.age --identity-file identity.txt --activate RfsDJ2Ol',
      'a sealed file; a key becomes active',
    ],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const { settings, words, world } = context
  const [file, ...more] = words
  if (file === undefined || more.length > 0) throw usage('keyring import takes one file', 'keelson keyring import FILE')
  const custody = await openCustody(await readBytes(file, world), file, await openWithOf(context))
  const wanted = settings.text('activate')
  if (wanted !== undefined && !custody.ids.includes(wanted))
    throw usage(`${file} holds no key ${JSON.stringify(wanted)}`)
  return onKeyring(context, {}, (keyring) => carryOut(context, keyring, custody, wanted))
}

async function carryOut(
  context: Context,
  keyring: Keyring,
  custody: Custody,
  wanted: string | undefined,
): Promise<Result> {
  begin(context)
  const { added, state } = await importKeys(keyring, custody, { force: context.settings.flag('force') })
  const after: KeyringState = wanted === undefined ? state : await activateKey(keyring, wanted)
  const what =
    added.length === 0 ? 'Nothing to import: every key is there.' : `Imported ${added.join(', ')}. The keys are now:`
  await context.print.result(`${what}\n${keysText(after)}`)
  const diagnostics = await warnInactive(context, after)
  return { exit: 'done', parts: keyringPart(after, { added }), diagnostics }
}
