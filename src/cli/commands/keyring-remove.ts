import { pick } from '../../config/options.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { KeyringState } from '../../model/keyring.ts'
import type { Keyring } from '../../workflow/keyring/keyring.ts'
import { removeKey } from '../../workflow/keyring/keyring-remove.ts'
import type { Unreadable } from '../../workflow/keyring/keyring-unreadable.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import {
  agree,
  begin,
  keyringChanging,
  keyringPart,
  keysText,
  onKeyring,
  placesText,
  warn,
} from '../keyring/keyring-run.ts'
import { oneId, requireKnown } from './keyring-activate.ts'

/** `keelson keyring remove`. */
export const keyringRemove: Command = {
  name: 'keyring remove',
  describe:
    'Take a key away. It is put back, with exit 4, when entities cannot be read without it. Backups of the database taken under it become unreadable.',
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
  return onKeyring(context, {}, (keyring) => remove(context, keyring, id))
}

async function remove(context: Context, keyring: Keyring, id: string): Promise<Result> {
  const { port, state, target } = keyring
  if (state.active === id) throw refuseActive(id)
  requireKnown(id, state.ids)
  await agree(context, `Remove ${id} from ${target.address}? ${consequences(id)}`)
  begin(context)
  const { outcome, needed } = await removeKey(keyring, id, context.interrupt.signal)
  if (outcome === 'blind') throw refuseBlind(id, needed)
  if (outcome === 'restored') throw refuseNeeded(id, needed)
  const after = await port.read()
  if (after.ids.includes(id)) throw new Refusal('failed', [problem('not-removed', `the gateway still lists ${id}`)])
  return tellRemoved(context, id, after, needed)
}

/** A key that is needed and could not be put back is told, too. */
async function tellRemoved(
  context: Context,
  id: string,
  after: KeyringState,
  needed: readonly Unreadable[],
): Promise<Result> {
  const keys = after.ids.length === 0 ? 'No key is left.\n' : `The keys are now:\n${keysText(after)}`
  await context.print.result(`Removed ${id}. ${keys}`)
  const parts = keyringPart(after, { removed: [id] })
  if (needed.length === 0) return { exit: 'done', parts }
  const message = `${id} could not be put back, and a dump or a sync fails without it at ${placesText(needed)}`
  const hint = 'keelson keyring import FILE, or keelson keyring recover'
  return { exit: 'partly', parts, diagnostics: await warn(context, 'missing-key', message, hint) }
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

const refuseNeeded = (id: string, needed: readonly Unreadable[]): Refusal =>
  new Refusal('refused', [
    problem('key-needed', `${id} was put back: without it a dump or a sync would fail at ${placesText(needed)}`, {
      hint: 'keelson keyring rotate encrypts all but hashed passwords with a new key; set those anew',
    }),
  ])

const refuseBlind = (id: string, unreadable: readonly Unreadable[]): Refusal =>
  new Refusal('refused', [
    problem(
      'missing-key',
      `${id} was not removed: it cannot be seen what needs it, since the key of some entities is missing already, at ${placesText(unreadable)}`,
      { hint: 'keelson keyring import FILE, or keelson keyring recover, and then again' },
    ),
  ])
