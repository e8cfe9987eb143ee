import { optionSets, pick } from '../../config/options.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { KeyringState } from '../../model/keyring.ts'
import { generateKept, type Safe } from '../../workflow/keyring/keyring-keep.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { agree, begin, keyringChanging, keyringPart, keysText, onKeyring } from '../keyring/keyring-run.ts'
import { safeOf } from '../keyring/keyring-safe.ts'
import { custodyPart, tellKept } from './keyring-export.ts'

/** `keelson keyring generate`. */
export const keyringGenerate: Command = {
  name: 'keyring generate',
  describe: 'Make a new key and put the keyring into custody with it. The key is not active unless it is the first.',
  options: [...pick('output-file', 'recovery-configured', 'yes'), ...optionSets.sealing, ...keyringChanging],
  connects: true,
  examples: [
    ['keelson keyring generate -o keys.json', 'custody in a file'],
    ['keelson keyring generate --recovery-configured', 'custody by copies in the database'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const safe = await safeOf(context)
  return onKeyring(context, {}, async (keyring) => {
    requireCustody(context, safe, keyring.state)
    await agree(context, `Make a new key at ${keyring.target.address}?${firstKey(keyring.state)}`)
    begin(context)
    const { id, kept } = await generateKept(keyring, safe, new Date())
    const state = await keyring.port.read()
    await context.print.result(`Made ${id}. The keys are now:\n${keysText(state)}`)
    if (safe !== undefined && kept !== undefined) await tellKept(context, safe, kept)
    const custody = safe !== undefined && kept !== undefined ? custodyPart(context, safe, kept) : {}
    return { exit: 'done', parts: { ...keyringPart(state, { added: [id] }), ...custody } }
  })
}

const firstKey = ({ ids }: KeyringState): string =>
  ids.length > 0
    ? ''
    : ' It becomes active. Without their own key, entities that were encrypted before stay unreadable.'

/**
 * Refuses to make a key that only the gateway's memory would hold.
 * @param context the command's context
 * @param safe where the keys are to go
 * @param state what the gateway tells of recovery
 * @throws Refusal (refused)
 */
export function requireCustody({ settings }: Context, safe: Safe | undefined, { recovery }: KeyringState): void {
  if (safe !== undefined && safe.file !== '-') return
  if (settings.flag('recovery-configured')) {
    if (recovery !== false) return
    throw refuse('the gateway says that no recovery key is configured', 'put the key into custody with -o FILE')
  }
  const hint =
    'say -o FILE for a custody file, or --recovery-configured when the gateway keeps copies for a recovery key'
  throw refuse('a new key would be in the memory of the gateway only, and lost at its next restart', hint)
}

const refuse = (message: string, hint: string): Refusal =>
  new Refusal('refused', [problem('no-custody', message, { hint })])
