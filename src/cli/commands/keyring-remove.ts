import { pick } from '../../config/options.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { agree, begin, keyringChanging, keyringPart, keysText, onKeyring } from '../keyring/keyring-run.ts'
import { oneId, requireKnown } from './keyring-activate.ts'

/** `keelson keyring remove`. */
export const keyringRemove: Command = {
  name: 'keyring remove',
  describe:
    'Take a key away. What is still encrypted with it, in the database and in backups of it, becomes unreadable.',
  options: [...pick('confirm', 'yes'), ...keyringChanging],
  words: 'id',
  connects: true,
  examples: [['keelson keyring remove RfsDJ2Ol --confirm RfsDJ2Ol', 'the id twice, so that it is meant']],
  run,
}

async function run(context: Context): Promise<Result> {
  const id = oneId(context, 'remove')
  if (context.settings.text('confirm') !== id) {
    throw usage('the id has to be given twice', `keelson keyring remove ${id} --confirm ${id}`)
  }
  return onKeyring(context, {}, async ({ port, state, target }) => {
    if (state.active === id) throw refuseActive(id)
    requireKnown(id, state.ids)
    await agree(context, `Remove ${id} from ${target.address}? ${consequences(id)}`)
    begin(context)
    await port.remove(id)
    const after = await port.read()
    if (after.ids.includes(id)) throw new Refusal('failed', [problem('not-removed', `the gateway still lists ${id}`)])
    const keys = after.ids.length === 0 ? 'No key is left.\n' : `The keys are now:\n${keysText(after)}`
    await context.print.result(`Removed ${id}. ${keys}`)
    return { exit: 'done', parts: keyringPart(after, { removed: [id] }) }
  })
}

/**
 * Names what is lost with a key.
 * @param id the key
 */
export const consequences = (id: string): string =>
  `Entities that are still encrypted with ${id}, and dumps and backups of the database taken under it, become unreadable.`

const refuseActive = (id: string): Refusal =>
  new Refusal('refused', [
    problem('active-key', `${id} is the active key and cannot be removed`, {
      hint: 'make another one active first; keelson keyring rotate does it all',
    }),
  ])
