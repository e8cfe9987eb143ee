import { storePlaceOf } from '../../config/run-settings.ts'
import type { Store } from '../../model/store.ts'
import type { Context } from '../arguments/command.ts'

/**
 * Gives the store that the options name. Nothing is touched yet.
 * @param context the command's context
 * @throws Refusal (invalid) for a store that cannot be meant
 */
export async function storeOf({ settings, world }: Pick<Context, 'settings' | 'world'>): Promise<Store> {
  const { path, shown } = storePlaceOf(settings, world.cwd)
  const { folderStore } = await import('../../backups/folder-store.ts')
  return folderStore(path, shown)
}
