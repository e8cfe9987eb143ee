import { pick } from '../../config/options.ts'
import { activateKey } from '../../workflow/keyring/keyring-import.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { agree, begin, keyringChanging, keyringPart, keysText, onKeyring } from '../keyring/keyring-run.ts'

/** `keelson keyring activate`. */
export const keyringActivate: Command = {
  name: 'keyring activate',
  describe: 'Let a key encrypt what is written from now on. The others go on decrypting.',
  options: [...pick('yes'), ...keyringChanging],
  words: 'id',
  connects: true,
  examples: [['keelson keyring activate RfsDJ2Ol', 'ask, and make it active']],
  run,
}

async function run(context: Context): Promise<Result> {
  const id = oneId(context, 'activate')
  return onKeyring(context, {}, async (keyring) => {
    requireKnown(id, keyring.state.ids)
    if (keyring.state.active !== id) {
      const lost = 'What is written from then on is readable only as long as this key is there.'
      await agree(context, `Encrypt with ${id} from now on? ${lost}`)
      begin(context)
    }
    const state = await activateKey(keyring, id)
    await context.print.result(`${id} is active. The keys are:\n${keysText(state)}`)
    return { exit: 'done', parts: keyringPart(state) }
  })
}

/**
 * Takes the one key id that a command is given.
 * @param context the command's context
 * @param what the command's last word
 * @throws Refusal (invalid) for none or several
 */
export function oneId({ words }: Context, what: string): string {
  const [id, ...more] = words
  if (id !== undefined && more.length === 0) return id
  throw usage(`keyring ${what} takes the id of one key`, 'keelson keyring status lists them')
}

/**
 * Checks that a key is there.
 * @param id the key
 * @param ids those there are
 * @throws Refusal (invalid)
 */
export function requireKnown(id: string, ids: readonly string[]): void {
  if (ids.includes(id)) return
  throw usage(`there is no key ${JSON.stringify(id)}`, `there are: ${ids.length === 0 ? 'none' : ids.join(', ')}`)
}
