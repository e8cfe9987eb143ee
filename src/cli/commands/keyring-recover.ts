import { pick } from '../../config/options.ts'
import { problem } from '../../model/diagnostic.ts'
import type { KeyringState, Recovery } from '../../model/keyring.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import type { Keyring } from '../../workflow/keyring/keyring.ts'
import { activateKey } from '../../workflow/keyring/keyring-import.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { readSecret } from '../files/secret-file.ts'
import { begin, keyringChanging, keyringPart, keysText, onKeyring, warnInactive } from '../keyring/keyring-run.ts'
import type { Exit } from '../terminal/exit.ts'

/** `keelson keyring recover`. */
export const keyringRecover: Command = {
  name: 'keyring recover',
  describe: "Take keys back from the copies in the gateway's database, with the private recovery key.",
  options: [...pick('private-key', 'activate'), ...keyringChanging],
  connects: true,
  examples: [
    ['keelson keyring recover --private-key key.pem', 'on a terminal, Keelson offers to activate a key'],
    ['keelson keyring recover --private-key key.pem --activate RfsDJ2Ol', 'and make one active'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const file = context.settings.text('private-key')
  if (file === undefined) throw usage('--private-key FILE is needed')
  const privateKey = await readSecret(file, context.world)
  return onKeyring(context, {}, async (keyring) => {
    begin(context)
    const recovery = await keyring.port.recover(privateKey, keyring.state.ids)
    const state = await keyring.port.read()
    await context.print.result(recoveryText(recovery))
    const after = await activate(context, keyring, state)
    await context.print.result(keysText(after))
    const diagnostics = [...(await tellMissed(context, recovery)), ...(await warnInactive(context, after))]
    return { exit: exitOf(recovery), parts: keyringPart(after, { ...recovery }), diagnostics }
  })
}

function recoveryText({ recovered }: Recovery): string {
  return recovered.length === 0 ? 'No key was recovered.\n' : `Recovered ${recovered.join(', ')}. The keys are now:\n`
}

function exitOf({ recovered, missed }: Recovery): Exit {
  if (missed.length === 0) return 'done'
  return recovered.length > 0 ? 'partly' : 'failed'
}

/** The key named by --activate; else, where none is active and a person can be asked, the one that is the only choice. */
async function activate(context: Context, keyring: Keyring, state: KeyringState): Promise<KeyringState> {
  const wanted = context.settings.text('activate')
  if (wanted !== undefined) return activateKey(keyring, wanted)
  const [only, ...more] = state.ids
  if (state.active !== undefined || only === undefined || more.length > 0) return state
  const { world, interrupt, print } = context
  if (!world.stdin.terminal) return state
  const how = { device: false, colour: print.colour.stderr > 0 }
  const answer = await world.ask(`Make ${only} the active key?`, how, interrupt.signal)
  return answer === 'yes' ? activateKey(keyring, only) : state
}

async function tellMissed({ print }: Context, { missed }: Recovery): Promise<Located[]> {
  if (missed.length === 0) return []
  const hint = "is it the private half of the key that was configured then? The gateway's error log says why"
  const found = located([problem('not-recovered', `not recovered: ${missed.join(', ')}`, { hint })])
  await print.problem(diagnosticsText(found, print.colour.stderr))
  return found
}
