import { pick } from '../../config/options.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { KeyringState } from '../../model/keyring.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import {
  agree,
  begin,
  keyringChanging,
  keyringPart,
  keysText,
  onKeyring,
  warn,
  warnInactive,
} from '../keyring/keyring-run.ts'

/** `keelson keyring sync-vault`. */
export const keyringSyncVault: Command = {
  name: 'keyring sync-vault',
  describe: 'Let the gateway read its keys from the vault again (strategy vault).',
  options: [...pick('yes'), ...keyringChanging],
  connects: true,
  examples: [['keelson keyring sync-vault', 'after a new version of the secret']],
  run,
}

async function run(context: Context): Promise<Result> {
  return onKeyring(context, {}, async ({ port, state, target }) => {
    requireVault(state)
    const lost = 'What is encrypted with a key that the vault does not hold any more becomes unreadable.'
    await agree(context, `Read the keys of ${target.address} from the vault again? ${lost}`)
    begin(context)
    await port.syncVault()
    const after = await port.read()
    const removed = state.ids.filter((id) => !after.ids.includes(id))
    await context.print.result(`The keys are now:\n${keysText(after)}`)
    const gone = `the vault does not hold ${removed.join(', ')}: what is encrypted with it cannot be read`
    const hint = 'bring that version of the secret back, and sync again'
    const diagnostics = [
      ...(removed.length > 0 ? await warn(context, 'missing-key', gone, hint) : []),
      ...(await warnInactive(context, after)),
    ]
    const added = after.ids.filter((id) => !state.ids.includes(id))
    return { exit: 'done', parts: keyringPart(after, { added, removed }), diagnostics }
  })
}

function requireVault({ strategy }: KeyringState): void {
  if (strategy === undefined || strategy === 'vault') return
  throw new Refusal('refused', [
    problem('no-vault', `the keyring is of strategy ${strategy}: its keys are in no vault`, {
      hint: 'kong.conf: keyring_strategy = vault',
    }),
  ])
}
