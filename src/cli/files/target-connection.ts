import { connectionOf } from '../../config/connection.ts'
import { Refusal } from '../../model/diagnostic.ts'
import { isName } from '../../model/same-target.ts'
import type { Connection } from '../../model/settings.ts'
import type { Context } from '../arguments/command.ts'
import { storeOf } from './store-of.ts'

/**
 * Builds the connection to a target that must be the right one: with what the store remembers of the controller of its name.
 * @param context the command's context
 * @returns the connection
 * @throws Refusal (invalid) for an address, option or store that cannot be meant
 */
export async function targetConnection(context: Pick<Context, 'settings' | 'world'>): Promise<Connection> {
  const connection = connectionOf(context.settings)
  const { identity } = connection
  if (identity === undefined || !isName(identity)) return connection
  const [store, { readSeen }] = await Promise.all([storeOf(context), import('../../workflow/gateway/seen-target.ts')])
  const seen = await readSeen(store, identity).catch(ignoreRefusal)
  return { ...connection, ...(seen !== undefined && { seen }) }
}

/** A store that cannot be read is refused, or said, when it is needed. */
function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error
}
