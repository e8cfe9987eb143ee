import { pick } from '../../config/options.ts'
import type { KeyringState } from '../../model/keyring.ts'
import type { Target } from '../../model/provider.ts'
import type { Located } from '../../report/diagnostics-text.ts'
import { printable } from '../../report/printable.ts'
import type { Keyring } from '../../workflow/keyring/keyring.ts'
import { openCustody } from '../../workflow/keyring/keyring-keep.ts'
import { findUnreadable } from '../../workflow/keyring/keyring-unreadable.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { readBytes } from '../files/secret-file.ts'
import {
  keyringBase,
  keyringPart,
  keysText,
  onKeyring,
  placesText,
  warn,
  warnInactive,
} from '../keyring/keyring-run.ts'
import { openWithOf } from '../keyring/keyring-safe.ts'

/** `keelson keyring status`. */
export const keyringStatus: Command = {
  name: 'keyring status',
  describe: 'Tell which keys the gateway encrypts its database with, by id, and whether what it holds can be read.',
  options: [...pick('expect', 'identity-file', 'passphrase-file'), ...keyringBase],
  connects: true,
  examples: [
    ['keelson keyring status', 'the keys by id, and which is active'],
    ['keelson keyring status --expect keys.json', 'exit 2 when a key of a custody file is missing'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const expected = await expectedIds(context)
  return onKeyring(context, { off: true }, async (keyring) => {
    const { state, target } = keyring
    const missing = (expected ?? []).filter((id) => !state.ids.includes(id))
    await context.print.result(`${headline(target, state)}\n${keysText(state)}${recoveryText(state)}`)
    const diagnostics = [
      ...(await warnInactive(context, state)),
      ...(await warnMissing(context, missing)),
      ...(await warnUnreadable(context, keyring)),
    ]
    const parts = keyringPart(state, expected === undefined ? {} : { missing })
    return { exit: missing.length > 0 ? 'changes' : 'done', parts, diagnostics }
  })
}

async function expectedIds(context: Context): Promise<string[] | undefined> {
  const file = context.settings.text('expect')
  if (file === undefined) return undefined
  return (await openCustody(await readBytes(file, context.world), file, await openWithOf(context))).ids
}

function headline({ address }: Target, { enabled, strategy, ids }: KeyringState): string {
  if (!enabled) return `The keyring at ${printable(address)} is switched off.`
  const count = ids.length === 0 ? 'no keys' : `${ids.length} ${ids.length === 1 ? 'key' : 'keys'}`
  const how = strategy === undefined ? '' : `, strategy ${printable(strategy)}`
  return `The keyring at ${printable(address)} is enabled${how}: ${count}.`
}

function recoveryText({ enabled, recovery }: KeyringState): string {
  if (!enabled || recovery === undefined) return ''
  return recovery ? 'Copies for the recovery key are kept.\n' : 'No recovery key is configured.\n'
}

async function warnMissing(context: Context, missing: readonly string[]): Promise<Located[]> {
  if (missing.length === 0) return []
  const message = `the keyring lacks ${missing.join(', ')}: what is encrypted with it cannot be read`
  return warn(context, 'missing-key', message, 'keelson keyring import FILE, or keelson keyring recover')
}

/** Without any key there is no need to ask: a read would take long to fail. */
async function warnUnreadable(context: Context, keyring: Keyring): Promise<Located[]> {
  const { state } = keyring
  if (!state.enabled) return []
  if (state.ids.length === 0) {
    const hint = 'after a restart: keelson keyring import FILE, or keelson keyring recover'
    return warn(context, 'no-keys', 'the keyring holds no key: a dump or a sync would fail', hint)
  }
  const found = await context.interrupt.guard(findUnreadable(keyring, context.interrupt.signal))
  context.quiet()
  if (found.length === 0) return []
  const message = `the key of some entities is missing: a dump or a sync would fail at ${placesText(found)}`
  return warn(context, 'missing-key', message, 'keelson keyring import FILE, or keelson keyring recover')
}
